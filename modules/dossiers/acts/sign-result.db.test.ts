import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { read } from '../../../kernel/db/db.ts'
import { createFileService, findFile, openFile, readAll, type RunningFileService } from '../../../kernel/files/index.ts'
import { certificatesOfPem, createVerifier, openSigner, revocationListsAt, SignerUnavailable, timeStampClient, verifyPdf } from '../../../kernel/signing/index.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { makeDevelopmentCa } from '../../../simulators/certificate-authority/index.ts'
import { startTimeStampAuthority, type RunningTimeStampAuthority } from '../../../simulators/time-stamp-authority/index.ts'
import { createConnectors } from '../../exchange/index.ts'
import { createIdentity } from '../../identity/index.ts'
import { toolPresent } from '../../../kernel/pdf/testing.ts'
import { makePaper } from '../print.ts'
import { requestSupplement } from './request-supplement.ts'
import { findCurrentResult, findPublicResult, getDossier, getDossierView } from '../queries.ts'
import type { DossierServices } from '../services.ts'
import { aWorld, type World } from '../testing.ts'
import { approveOutcome } from './approve-outcome.ts'
import { proposeOutcome } from './propose-outcome.ts'
import { receiveDossier } from './receive-dossier.ts'
import { returnResult } from './return-result.ts'
import { revokeResult } from './revoke-result.ts'
import { signResult } from './sign-result.ts'
import { takeDossier } from './take-dossier.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'

const t = useDb()
let world: World
let tsa: RunningTimeStampAuthority
let files: RunningFileService
let services: DossierServices
let keysFor: (id: string, name: string) => Promise<void>
const dir = mkdtempSync(join(tmpdir(), 'tinhso-sign-'))
const code = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message)

beforeAll(async () => {
  world = await aWorld(t(), { now: new Date(Date.now()).toISOString(), varDir: dir })
  const ca = await makeDevelopmentCa(join(dir, 'ca'))
  tsa = await startTimeStampAuthority({ port: 0, dir: join(dir, 'tsa') })
  files = await createFileService(world.platform)
  const keys = new Map<string, { file: string; password: string }>()
  keysFor = async (id, name) => { keys.set(id, await ca.issue({ id, name, organisation: 'Ủy ban nhân dân phường Mẫu' })) }
  const open = async (id: string) => { const key = keys.get(id); if (!key) throw new SignerUnavailable('no key'); return openSigner({ kind: 'pkcs12', file: key.file, password: key.password }) }
  const pem = async (file: string): Promise<Uint8Array[]> => certificatesOfPem(await readFile(file, 'utf8'))
  const anchors = { certificates: await pem(ca.rootFile), intermediates: await pem(ca.chainFile), timeStampCertificates: [tsa.root] }
  await keysFor(world.commune, 'Ủy ban nhân dân phường Mẫu')
  const identity = createIdentity(world.platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async () => new Map() })
  services = { platform: world.platform, identity, files, verifier: createVerifier(), registers: createConnectors({ platform: world.platform, gatewayUrl: () => undefined }), notices: { unread: async () => 0, list: async () => [], markRead: async () => undefined }, proveLedgerEntry: async () => undefined, signing: { officer: open, agency: open, hasAgencyKey: async () => true, anchors, revocationLists: revocationListsAt([ca.crlFile, ca.rootCrlFile, tsa.crlFile]), timeStamp: timeStampClient({ url: tsa.url, anchors }) } }
})
afterAll(async () => { await tsa.close(); await files.close() })

async function approved(leader: OfficerActor): Promise<string> {
  const dossierId = await world.submitted(world.citizen())
  const caseOfficer = world.officer(world.commune, 'case-officer')
  await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
  await takeDossier(world.platform, { actor: caseOfficer, dossierId })
  await proposeOutcome(world.platform, { actor: caseOfficer, dossierId, kind: 'granted', templateId: 'status-paper', title: 'GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN', body: 'Số: {{decision.number}}, ngày {{decision.date}}.\nHọ, chữ đệm, tên: Nông Thị Mẫu' })
  await approveOutcome(world.platform, { actor: leader, dossierId })
  return dossierId
}

describe('a signed result', () => {
  it('is signed twice with time-stamps, accepted by pdfsig, registered, returned, and public by its code and hash', async () => {
    const leader = world.officer(world.commune, 'approver', 'signer')
    await keysFor(leader.accountId, leader.displayName)
    const dossierId = await approved(leader)
    expect((await signResult(services, { actor: leader, dossierId })).processing).toBe('result-ready')
    const result = await read(t().db, leader, tx => findCurrentResult(tx, dossierId))
    expect(result?.code).toMatch(/^KQ-H55\.33-\d\d-00001-[A-HJ-NP-Z2-9]{8}$/)
    const stored = await read(t().db, { kind: 'system', name: 'test' }, tx => findFile(tx, result?.file_id ?? ''))
    if (!stored || !result) throw new Error('no file')
    const bytes = await readAll(await openFile(files, stored))
    const report = await verifyPdf(bytes, services.signing.anchors)
    expect(report.verdict).toBe('valid')
    // by what the file itself brings: the anchors here know no lists
    expect(report.signatures.map(({ revocationChecked }) => revocationChecked)).toEqual([true, true])
    const file = join(dir, 'result.pdf')
    writeFileSync(file, bytes)
    try {
      const said = execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8' })
      expect(said.match(/Signature is Valid/g)).toHaveLength(2)
    } catch (error) { if (error instanceof Error && 'code' in error && error.code === 'ENOENT') console.log('pdfsig is not installed: its word was not asked'); else throw error }
    for (const by of [{ code: result.code }, { hash: result.file_hash }]) expect(await read(t().db, { kind: 'anonymous' }, tx => findPublicResult(tx, by))).toMatchObject({ code: result.code, state: 'in-force' })
    const reception = world.officer(world.commune, 'reception-officer')
    expect(await code(returnResult(world.platform, { actor: reception, dossierId, method: 'counter', recipientName: 'Nông Thị Mẫu' }))).toBe('invalid')
    await returnResult(world.platform, { actor: reception, dossierId, method: 'online' })
    expect(await code(revokeResult(world.platform, { actor: leader, dossierId, reason: '' }))).toBe('invalid')
    await revokeResult(world.platform, { actor: leader, dossierId, reason: 'Ghi sai họ tên' })
    expect(await read(t().db, { kind: 'anonymous' }, tx => findPublicResult(tx, { code: result.code }))).toMatchObject({ state: 'revoked', revoke_reason: 'Ghi sai họ tên' })
    world.setNow(new Date(world.platform.now().getTime() + 60_000).toISOString())
    // its replacement gets a number and a code of its own
    await signResult(services, { actor: leader, dossierId })
    expect((await read(t().db, leader, tx => findCurrentResult(tx, dossierId)))?.code).toContain('-00002-')
  })

  it('keeps its number when the first signature fails, and issues nothing', async () => {
    const leader = world.officer(world.commune, 'approver', 'signer')
    const dossierId = await approved(leader)
    expect(await code(signResult(services, { actor: leader, dossierId }))).toBe('signer-unavailable')
    const waiting = await read(t().db, leader, tx => getDossier(tx, dossierId))
    expect(waiting.processing).toBe('approved')
    await keysFor(leader.accountId, leader.displayName)
    await signResult(services, { actor: leader, dossierId })
    expect((await read(t().db, leader, tx => findCurrentResult(tx, dossierId)))?.code).toBe(waiting.outcome?.values['code'])
  })

  it('takes no number for an officer who may not sign', async () => {
    const leader = world.officer(world.commune, 'approver', 'signer')
    const dossierId = await approved(leader)
    const before = (await sql<{ last: number }>`select last from dossiers.code_counter where scope like 'result:%'`.execute(t().owner.kysely)).rows
    expect(await code(signResult(services, { actor: world.officer(world.commune, 'case-officer'), dossierId }))).toBe('wrong-role')
    expect((await sql<{ last: number }>`select last from dossiers.code_counter where scope like 'result:%'`.execute(t().owner.kysely)).rows).toEqual(before)
  })

  it('is handed over by the platform only where no desk is needed', async () => {
    const leader = world.officer(world.commune, 'approver', 'signer')
    await keysFor(leader.accountId, leader.displayName)
    const dossierId = await approved(leader)
    const fetched = (): Promise<unknown> => returnResult(world.platform, { actor: { kind: 'system', name: 'online-delivery' }, dossierId, method: 'online' })
    expect(await code(fetched())).toBe('wrong-status')
    await signResult(services, { actor: leader, dossierId })
    await sql`update dossiers.dossier set delivery = 'at-counter' where id = ${dossierId}`.execute(t().owner.kysely)
    expect(await code(fetched())).toBe('needs-the-desk')
    await sql`update dossiers.dossier set delivery = 'online-available' where id = ${dossierId}`.execute(t().owner.kysely)
    expect(await code(fetched())).toBe('done')
    expect((await read(t().db, leader, tx => getDossier(tx, dossierId))).processing).toBe('returned')
  })

  const printed = async (dossierId: string): Promise<{ kinds: string[]; pdf: Uint8Array }> => {
    const view = await read(t().db, { kind: 'system', name: 'test' }, tx => getDossierView(tx, dossierId))
    const stored = await read(t().db, { kind: 'system', name: 'test' }, tx => findFile(tx, view.papers[0]?.file_id ?? ''))
    if (!stored) throw new Error('no paper')
    return { kinds: view.papers.map(paper => paper.kind), pdf: await readAll(await openFile(files, stored)) }
  }
  it('prints the receipt once, signed by the agency', async () => {
    const dossierId = await world.submitted(world.citizen())
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    await makePaper(services, { dossierId, kind: 'receipt', seq: 2 })
    await makePaper(services, { dossierId, kind: 'receipt', seq: 2 })
    const { kinds, pdf } = await printed(dossierId)
    expect(kinds).toEqual(['receipt'])
    const report = await verifyPdf(pdf, services.signing.anchors)
    expect([report.verdict, report.signatures.length]).toEqual(['valid', 1])
  })
  it('hands out papers unsigned where an agency has no key', async () => {
    const dossierId = await world.submitted(world.citizen())
    await receiveDossier(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId })
    await makePaper({ ...services, signing: { ...services.signing, hasAgencyKey: async () => false } }, { dossierId, kind: 'receipt', seq: 2 })
    expect((await verifyPdf((await printed(dossierId)).pdf, services.signing.anchors)).signatures).toHaveLength(0)
  })
  it('calls what is to be supplemented by its name', async () => {
    const dossierId = await world.submitted(world.citizen())
    await requestSupplement(world.platform, { actor: world.officer(world.commune, 'reception-officer'), dossierId, items: [{ field: 'partnerName', reasonCode: 'own', note: 'Ghi đủ họ, chữ đệm và tên.' }] })
    await makePaper(services, { dossierId, kind: 'supplement-request', seq: 2 })
    const file = join(dir, 'supplement.pdf')
    writeFileSync(file, (await printed(dossierId)).pdf)
    if (!toolPresent('pdftotext', '-v')) { console.log('pdftotext is not installed: the paper was not read'); return }
    const said = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })
    expect(said).toContain('Họ và tên người sẽ kết hôn')
    expect(said).not.toContain('partnerName')
  })
})

describe('the notice of a result', () => {
  it('is not announced as ready to download while its fee is owed: the notice names the amount', async () => {
    const leader = world.officer(world.commune, 'approver', 'signer')
    await keysFor(leader.accountId, leader.displayName)
    const dossierId = await approved(leader)
    await sql`update dossiers.dossier set money = 'due', fee_amount = 15000 where id = ${dossierId}`.execute(t().owner.kysely)
    await signResult(services, { actor: leader, dossierId })
    const { rows } = await sql<{ type: string; payload: { reason?: string } }>`select type, payload from kernel.outbox where payload->>'dossierId' = ${dossierId} and type like 'dossiers.result-%'`.execute(t().owner.kysely)
    expect(rows.map(({ type, payload }) => [type, payload.reason])).toEqual([['dossiers.result-awaits-fee', expect.stringContaining('15.000')]])
  })
})
