import { transact } from '../../../kernel/db/db.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { formatDate, formatDateTime } from '../../../ui/index.ts'
import { agenciesById, officersAbove, officersOf } from '../../organisations/index.ts'
import { alarmOf, responsibleFor, type AlarmWhy, type Responsible } from '../domain/watch.ts'
import { watchFactsOf } from '../watch-facts.ts'
import { loadWatchSettings } from '../watch-settings.ts'
import { optionalText } from './inputs.ts'
import { assess, nameOf, performIn, type ActCall, type Done, type Effects, type Scene } from './perform.ts'

const WHY = {
  overdue: ({ dossier: { due_at: due } }) => `Đã quá hạn${due instanceof Date ? ` ${formatDateTime(due)}` : ''}.`,
  'step-late': () => 'Bước đang làm đã quá thời gian quy định trong quy trình.',
  'supplement-late': () => 'Đã hết hạn bổ sung.',
  silent: ({ dossier }) => `Chưa có tiến triển nào từ ngày ${formatDate(dossier.last_event_at)}.`,
} as const satisfies Record<AlarmWhy, (scene: Pick<Scene, 'dossier'>) => string>

/** Đôn đốc: reminds whoever has to make the next move, and those above (NĐ 61/2018 Đ8.2.b). It is no progress: the dossier stays as quiet as it was. */
export async function urgeDossier(platform: Platform, call: ActCall & { note?: string }): Promise<Done> {
  const note = optionalText(call.note, 'note', { vi: 'lời đôn đốc', en: 'the note' }, 1000)
  return transact(platform.db, call.actor, tx => performIn(tx, platform, 'urgeDossier', call, scene => urging(scene, note, undefined)))
}

/** The watch finds that a dossier does not move: officers are reminded, the applicant hears who holds it. The row stays locked between looking and telling, so that two watches tell once. */
export async function raiseAlarm(platform: Platform, dossierId: string): Promise<AlarmWhy | undefined> {
  const actor = { kind: 'system', name: 'watch' } as const
  return transact(platform.db, actor, async tx => {
    const scene = await assess(tx, platform, 'urgeDossier', { actor, dossierId })
    const why = alarmOf(await watchFactsOf(scene), scene.now, await loadWatchSettings(tx), scene.work)
    if (why) await performIn(tx, platform, 'urgeDossier', { actor, dossierId }, again => urging(again, WHY[why](again), why))
    return why
  })
}

async function urging(scene: Scene, reason: string, why: AlarmWhy | undefined): Promise<Effects> {
  const { tx, dossier, axes, now, actor } = scene
  const responsible = responsibleFor(axes, { held: dossier.assignee_account_id !== null, passedOn: dossier.holder_agency_id === dossier.competent_agency_id })
  if (!responsible) throw new Error(`a closed dossier is not urged: ${dossier.id}`)
  const agencies = await agenciesById(tx, [dossier.receiving_agency_id, dossier.competent_agency_id, ...(actor.kind === 'officer' ? [actor.agencyId] : [])])
  const holder = agencies.get(responsible.agency === 'receiving' ? dossier.receiving_agency_id : dossier.competent_agency_id)?.name ?? ''
  const officers = (await remindedOf(scene, responsible)).filter(id => actor.kind !== 'officer' || id !== actor.accountId)
  const by = actor.kind === 'officer' ? `${nameOf(actor)}, ${actor.agencyName}` : 'Hệ thống'
  const code = dossier.code ? { code: dossier.code } : {}
  return {
    changes: { last_event_at: dossier.last_event_at, last_alarm_at: now }, payload: { why: why ?? 'asked', holder, told: officers.length }, ...(reason ? { reason } : {}),
    messages: officers.length === 0 ? [] : [{ type: 'dossiers.urged', about: { dossierId: dossier.id, to: { accountIds: officers, name: '' }, path: `/ban-lam-viec/ho-so/${dossier.id}`, procedure: dossier.procedure_name, agency: by, holder, reason, ...code, ...(dossier.due_at instanceof Date ? { dueAt: dossier.due_at.toISOString() } : {}) } }],
    // the steps of the process inside the office are no matter of the applicant's
    ...(why === undefined || why === 'step-late' ? {} : { event: { type: responsible.who === 'applicant' ? 'dossiers.awaiting-you' : 'dossiers.delayed', holder, reason, ...(dossier.promised_at ? { dueAt: dossier.promised_at } : {}) } }),
  }
}

/** Accounts that are reminded: who must move, the heads of that agency, and who supervises it from above. */
async function remindedOf({ tx, dossier, now, work }: Scene, { who, agency, roles }: Responsible): Promise<string[]> {
  const [day, agencyId] = [work.localDate(now), agency === 'receiving' ? dossier.receiving_agency_id : dossier.competent_agency_id]
  const found = [...await officersOf(tx, agencyId, day, [...roles, 'approver', 'unit-administrator']), ...await officersAbove(tx, agencyId, day, ['supervisor'])]
  return [...new Set([...(who === 'case-officer' && dossier.assignee_account_id ? [dossier.assignee_account_id] : []), ...found.map(officer => officer.accountId)])]
}
