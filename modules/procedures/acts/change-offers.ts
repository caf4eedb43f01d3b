import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { changedMeanwhile, recordChange } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { listAgencies, type AgencyView } from '../../organisations/index.ts'
import { dayAfter, localDate } from '../domain/days.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'

export interface OfferInput {
  /** codes of those that receive; with `kind` every agency of a kind */
  readonly receivers: readonly string[]
  readonly kind: string
  /** code of who decides; '' : each receiver itself */
  readonly competent: string
  readonly boundaryFree: boolean
  /** filed in a ministry's own system instead; '' : here */
  readonly externalUrl: string
  readonly from: string
}

/** Says where a procedure may be filed from a day on and who decides it (NĐ 61/2018 Đ14); what the same receivers had before ends there. Answers how many. */
export async function addOffers(platform: Platform, actor: OfficerActor, code: string, version: number, input: OfferInput): Promise<number> {
  mustAdminister(actor)
  const at = platform.now()
  return transact(platform.db, actor, async (tx) => {
    const before = await lockOffers(tx, code, version)
    const agencies = await listAgencies(tx, input.from)
    const { receivers, decider, faults } = judge(input, agencies, localDate(at))
    if (faults.length > 0) throw invalid(faults)
    const tables = tablesOf<ProceduresTables>(tx)
    await tables.updateTable('procedures.agency_offer').set({ valid_to: sql<string>`greatest(valid_from, ${input.from}::date)` }).where('code', '=', code).where('receiving_agency_id', 'in', receivers.map(({ id }) => id))
      .where(sql<boolean>`(valid_to is null or valid_to > greatest(valid_from, ${input.from}::date))`).execute()
    await tables.insertInto('procedures.agency_offer').values(receivers.map(({ id }) => ({ id: newId(at.getTime()), code, receiving_agency_id: id, competent_agency_id: decider?.id ?? id, boundary_free: input.boundaryFree, external_url: input.externalUrl || null, beneficiary_account: null, valid_from: input.from, valid_to: null }))).execute()
    await bump(tx, code)
    await recordChange(tx, 'procedures', { actor, act: 'procedures.add-offers', object: { type: 'offers', id: code }, before: { version, content: before }, payload: { receivers: receivers.map((agency) => agency.code), competent: decider?.code ?? 'same', boundaryFree: input.boundaryFree, externalUrl: input.externalUrl || null, from: input.from }, at })
    return receivers.length
  })
}

function judge(input: OfferInput, agencies: readonly AgencyView[], today: string): { readonly receivers: readonly AgencyView[]; readonly decider: AgencyView | undefined; readonly faults: readonly FieldFault[] } {
  const byCode = new Map(agencies.map((agency) => [agency.code, agency]))
  const named = input.receivers.flatMap((code) => byCode.get(code) ?? [])
  const receivers = [...new Set([...named, ...agencies.filter(({ kind }) => kind === input.kind)])]
  const unknown = input.receivers.filter((code) => !byCode.has(code))
  const decider = byCode.get(input.competent)
  const fault = (field: string, code: string, vi: string, en: string): FieldFault => ({ field, code, message: { vi, en } })
  return { receivers, decider, faults: [
    ...(unknown.length > 0 ? [fault('receivers', 'unknown', `Không có cơ quan đang hoạt động mang mã ${unknown.join(', ')}. Xem mã ở mục Cơ quan.`, `No agency at work has code ${unknown.join(', ')}. See Agencies.`)] : []),
    ...(receivers.length === 0 && unknown.length === 0 ? [fault('receivers', 'required', 'Chưa có nơi tiếp nhận. Gõ mã cơ quan, hoặc chọn một loại cơ quan.', 'Nobody receives. Type codes, or choose a kind of agency.')] : []),
    ...(input.competent !== '' && !decider ? [fault('competent', 'unknown', `Không có cơ quan mang mã “${input.competent}”. Để trống nếu nơi tiếp nhận tự giải quyết.`, `No agency has code "${input.competent}". Leave it empty when the receiver decides.`)] : []),
    ...(input.externalUrl !== '' && !(URL.canParse(input.externalUrl) && input.externalUrl.startsWith('https://')) ? [fault('externalUrl', 'invalid', 'Địa chỉ phải bắt đầu bằng https://. Để trống nếu nộp trên trang này.', 'The address must begin with https://. Leave it empty when filed here.')] : []),
    ...(input.from < today ? [fault('from', 'in-past', 'Ngày áp dụng đã qua. Hồ sơ đã nộp không đổi nơi, nên chỉ đổi được từ hôm nay.', 'That day has passed; dossiers already filed stay where they are. Choose today or later.')] : []),
  ] }
}

/** Ends filing at some agencies after a day; what was filed there stays there. */
export async function endOffers(platform: Platform, actor: OfficerActor, code: string, version: number, offerIds: readonly string[], lastDay: string, reason: string): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  const faults = [
    ...(offerIds.length === 0 ? [{ field: 'offers', code: 'required', message: { vi: 'Chưa chọn nơi tiếp nhận nào. Đánh dấu ít nhất một dòng.', en: 'No row is marked. Tick at least one.' } }] : []),
    ...(reason === '' ? [{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do hoặc căn cứ.', en: 'The reason is missing.' } }] : []),
    ...(lastDay < localDate(new Date(at.getTime() - 86_400_000)) ? [{ field: 'lastDay', code: 'in-past', message: { vi: 'Ngày cuối đã qua. Ngừng ngay thì gõ ngày hôm qua.', en: 'That day has passed. Type yesterday to end at once.' } }] : []),
  ]
  if (faults.length > 0) throw invalid(faults)
  const until = dayAfter(lastDay)
  await transact(platform.db, actor, async (tx) => {
    const before = await lockOffers(tx, code, version)
    const ended = await tablesOf<ProceduresTables>(tx).updateTable('procedures.agency_offer').set({ valid_to: sql<string>`greatest(valid_from, ${until}::date)` }).where('code', '=', code).where(sql<boolean>`id::text = any(${sql.val([...offerIds])}::text[])`)
      .where(sql<boolean>`(valid_to is null or valid_to > ${until}::date)`).returning('receiving_agency_id').execute()
    if (ended.length === 0) throw notFound()
    await bump(tx, code)
    await recordChange(tx, 'procedures', { actor, act: 'procedures.end-offers', object: { type: 'offers', id: code }, before: { version, content: before }, payload: { receivers: ended.map((row) => row.receiving_agency_id), lastDay }, reason, at })
  })
}

async function lockOffers(tx: Tx, code: string, version: number) {
  const tables = tablesOf<ProceduresTables>(tx)
  const row = await tables.selectFrom('procedures.procedure').select('offers_version').where('code', '=', code).forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  if (row.offers_version !== version) throw changedMeanwhile
  const offers = await tables.selectFrom('procedures.agency_offer').select(['receiving_agency_id', 'competent_agency_id', 'boundary_free', 'external_url', 'valid_from', 'valid_to']).where('code', '=', code).orderBy('id').execute()
  return { offers: offers.map((offer) => ({ ...offer })) }
}
const bump = async (tx: Tx, code: string): Promise<unknown> => tablesOf<ProceduresTables>(tx).updateTable('procedures.procedure').set({ offers_version: sql<number>`offers_version + 1` }).where('code', '=', code).execute()
