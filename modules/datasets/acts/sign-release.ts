import type { OfficerActor } from '../../../kernel/actor.ts'
import { conflict, notAllowed, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { tiedTo } from '../../organisations/index.ts'
import { findDatasetById } from '../queries/datasets.ts'
import { demand, fault, inStore, t, type Call, type Work } from './dataset-work.ts'

/** Same rule as `datasets.signs` in the database. */
export const signs = (actor: OfficerActor, agencyId: string): boolean => (actor.roles.includes('approver') || actor.roles.includes('signer')) && actor.scopeAgencyIds.includes(agencyId)

/** Signs that what would become open tells of nobody: by another person than its maker, who neither gave nor got rights from them (decision 10). */
export const signRelease = (call: Call, id: string, version: number, note: string): Promise<void> => decide(call, id, version, 'signed', note)
export async function refuseRelease(call: Call, id: string, version: number, note: string): Promise<void> {
  demand([note.trim() === '' && fault('note', 'Nêu lý do để người lập biết cần sửa gì.', 'Say why, so that its maker knows what to mend.', 'required')])
  await decide(call, id, version, 'refused', note)
}

async function decide(call: Call, id: string, version: number, state: 'signed' | 'refused', note: string): Promise<void> {
  const { actor } = call
  if (actor.kind !== 'officer') throw notAllowed()
  await inStore(call, async work => {
    const release = await t(work.tx).selectFrom('datasets.release').selectAll().where('id', '=', id).executeTakeFirst()
    const source = release && await findDatasetById(work.tx, release.dataset_id)
    if (!release || !source) throw notFound()
    if (!signs(actor, source.agencyId)) throw notAllowed({ vi: 'Việc này do người duyệt hoặc người ký của cơ quan chủ quản làm.', en: 'Only approvers and signers of the owner agency do this.' })
    if (release.made_by !== null) await demandOther(work, actor.accountId, release.made_by)
    if (release.version !== version) throw changedMeanwhile
    if (release.state !== 'checked') throw conflict({ vi: 'Bản phát hành này đã được quyết định.', en: 'This release is decided already.' })
    const done = await t(work.tx).updateTable('datasets.release').set({ state, decided_at: work.at, decided_by: actor.accountId, note: note.trim(), version: version + 1 }).where('id', '=', id).where('version', '=', version).executeTakeFirst()
    if (Number(done.numUpdatedRows) === 0) throw changedMeanwhile
    await appendLedger(work.tx, { actor, role: actor.roles.includes('signer') ? 'signer' : 'approver', agency: actor.agencyId, act: state === 'signed' ? 'datasets.sign-release' : 'datasets.refuse-release', object: { type: 'release', id }, payload: { dataset: source.code, fields: release.fields, k: release.k_found }, reason: note.trim() === '' ? null : note.trim(), at: work.at })
  })
}

async function demandOther(work: Work, accountId: string, madeBy: string): Promise<void> {
  if (accountId === madeBy) throw notAllowed({ vi: 'Người lập không tự ký bản phát hành của mình. Đề nghị người khác ký.', en: 'Whoever made a release does not sign it. Ask another person.' })
  if ((await tiedTo(work.tx, madeBy, localDateOf(work.at))).includes(accountId)) throw notAllowed({ vi: 'Bạn đã cấp quyền cho người lập, hoặc được người lập cấp quyền, nên không ký thay được. Đề nghị người khác ký.', en: 'You gave rights to its maker or got yours from them. Ask another person.' })
}
