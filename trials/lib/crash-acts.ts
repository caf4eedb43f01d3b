import { readFile } from 'node:fs/promises'
import type { CitizenActor, OfficerActor } from '../../kernel/actor.ts'
import { diskStore, type FileService } from '../../kernel/files/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import type { SignerSettings } from '../../kernel/signing/index.ts'

/** One press of a button, as data: what a child process needs to do it and a client to repeat it. */
export type Press =
  | { readonly act: 'submit'; readonly actor: CitizenActor; readonly draftId: string; readonly procedureCaseId: string }
  | { readonly act: 'receive' | 'propose' | 'approve'; readonly actor: OfficerActor; readonly dossierId: string; readonly key: string }
  | { readonly act: 'sign'; readonly actor: OfficerActor; readonly dossierId: string; readonly key: string; readonly keys: { readonly officer: SignerSettings; readonly agency: SignerSettings; readonly roots: readonly string[]; readonly chains: readonly string[]; readonly tsaUrl: string; readonly tsaRoot: string } }

export const CRASH_ACTS = ['submit', 'receive', 'propose', 'approve', 'sign'] as const
export type CrashAct = (typeof CRASH_ACTS)[number]

const PROPOSAL = { kind: 'granted', templateId: 'status-paper', title: 'GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN', body: 'Số: {{decision.number}}, ngày {{decision.date}}.\nHọ, chữ đệm, tên: Nông Thị Mẫu' } as const

/** Does what the press asks for; loads only what this act needs. Answers the dossier's id. */
export async function press(platform: Platform, what: Press): Promise<string> {
  switch (what.act) {
    case 'submit': {
      const { submitDossier } = await import('../../modules/dossiers/acts/submit-dossier.ts')
      const applicant = { accountId: what.actor.accountId, kind: 'person', name: what.actor.displayName, idHash: null, contact: { phone: '0912345678' } } as const
      return (await submitDossier(platform, what.actor, { draftId: what.draftId, applicant, submitter: { accountId: what.actor.accountId, name: what.actor.displayName }, returnMethod: 'online', procedureCaseId: what.procedureCaseId })).id
    }
    case 'receive': return (await (await import('../../modules/dossiers/acts/receive-dossier.ts')).receiveDossier(platform, { actor: what.actor, dossierId: what.dossierId, idempotencyKey: what.key })).id
    case 'propose': return (await (await import('../../modules/dossiers/acts/propose-outcome.ts')).proposeOutcome(platform, { actor: what.actor, dossierId: what.dossierId, idempotencyKey: what.key, ...PROPOSAL })).id
    case 'approve': return (await (await import('../../modules/dossiers/acts/approve-outcome.ts')).approveOutcome(platform, { actor: what.actor, dossierId: what.dossierId, idempotencyKey: what.key })).id
    case 'sign': {
      const { certificatesOfPem, openSigner, timeStampClient } = await import('../../kernel/signing/index.ts')
      const { signResult } = await import('../../modules/dossiers/acts/sign-result.ts')
      const pem = async (files: readonly string[]): Promise<Uint8Array[]> => (await Promise.all(files.map(async file => certificatesOfPem(await readFile(file, 'utf8'))))).flat()
      const { keys } = what
      const anchors = { certificates: await pem(keys.roots), intermediates: await pem(keys.chains), timeStampCertificates: [Buffer.from(keys.tsaRoot, 'base64')] }
      const files = { db: platform.db, store: diskStore(`${platform.config.varDir}/files`) } as unknown as FileService
      const services = { platform, files, proveLedgerEntry: async () => undefined, signing: { officer: () => openSigner(keys.officer), agency: () => openSigner(keys.agency), anchors, revocationLists: async () => [], timeStamp: timeStampClient({ url: keys.tsaUrl, anchors }) } }
      return (await signResult(services as unknown as Parameters<typeof signResult>[0], { actor: what.actor, dossierId: what.dossierId, idempotencyKey: what.key })).id
    }
  }
}
