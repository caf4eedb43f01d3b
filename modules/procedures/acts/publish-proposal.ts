import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact } from '../../../kernel/db/db.ts'
import { conflict, invalid } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { checkPack } from '../domain/pack-check.ts'
import { diffPacks } from '../domain/pack-diff.ts'
import { judgePublication, type Publication } from '../domain/publication.ts'
import { packContext } from '../pack-context.ts'
import type { ProcedurePorts } from '../ports.ts'
import { publishIn } from '../publish-pack.ts'
import { localDate } from '../domain/days.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'
import { closeProposal, lockProposal } from './propose-pack.ts'

export interface PublishCall { readonly platform: Platform; readonly ports: ProcedurePorts; readonly actor: OfficerActor; readonly code: string; /** of the proposal */ readonly version: number; /** the pack that the page compared with; '' when there was none */ readonly base: string }

/**
 * Puts the pack under way into force by decision (NĐ 63/2010 Đ14–15), after its own examples have run once more. From its first day on the public page and new
 * dossiers follow it; dossiers already filed keep theirs.
 */
export async function publishProposal({ platform, ports, actor, code, version, base }: PublishCall, publication: Publication): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  const [context, workingDays] = await Promise.all([packContext(platform.db, ports, at), daysFor(ports, publication)])
  await transact(platform.db, actor, async (tx) => {
    const row = await lockProposal(tx, code, version)
    const present = await tablesOf<ProceduresTables>(tx).selectFrom('procedures.procedure_case').select(['id', 'pack']).where('code', '=', code).where('valid_to', 'is', null).forUpdate().executeTakeFirst()
    if ((present?.id ?? '') !== base) throw conflict({ vi: 'Gói đang chạy đã đổi từ khi bạn mở trang này. Xem lại phần khác biệt dưới đây rồi công bố.', en: 'The pack in force has changed since you opened this page. Look at the differences below, then publish.' })
    if (present && diffPacks(present.pack, row.pack).length === 0) throw invalid([{ field: 'report', code: 'unchanged', message: { vi: 'Bản soạn không khác gì gói đang áp dụng. Sửa bản soạn trước khi công bố.', en: 'The proposal does not differ from the pack in force. Change it first.' } }])
    const faults = judgePublication(publication, localDate(at), workingDays)
    if (faults.length > 0) throw invalid(faults)
    const checked = checkPack(row.pack, context)
    if (!checked.ok) throw invalid([{ field: 'report', code: 'not-sound', message: { vi: 'Gói còn chỗ phải sửa, xem báo cáo kiểm tra dưới đây.', en: 'The pack has faults, see the report below.' } }])
    await publishIn(tx, row.pack, { now: at, approvedBy: publication.decision, approvedOn: publication.decidedOn, from: publication.from, amended: true, actor, reason: publication.lateReason || null })
    await closeProposal(tx, row.id, 'published', actor, at)
  })
}

/** The rule is pure and asks for two spans; both are looked up before. */
async function daysFor(ports: ProcedurePorts, { decidedOn, from, shortenedOn }: Publication): Promise<(a: string, b: string) => number> {
  const spans = [[decidedOn, from], ...(shortenedOn === null ? [] : [[shortenedOn, decidedOn]])]
  const known = new Map(await Promise.all(spans.map(async ([a = '', b = '']) => [`${a} ${b}`, a !== '' && b !== '' && a <= b ? await ports.workingDays(a, b) : 0] as const)))
  return (a, b) => known.get(`${a} ${b}`) ?? 0
}
