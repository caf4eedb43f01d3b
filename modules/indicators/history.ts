import { read } from '../../kernel/db/db.ts'
import { browseLedger, entryContent } from '../../kernel/ledger/index.ts'
import type { JsonValue } from '../../kernel/ledger/canonical-json.ts'
import type { Platform } from '../../kernel/platform.ts'
import { formatIsoDate, type Lang, type TimelineItem } from '../../ui/index.ts'
import { ACT_NAMES } from './act-names.ts'
import type { IndicatorsServices } from './services.ts'

const MOST = 60
const SAYS_WHY: readonly string[] = ['indicators.return-report', 'indicators.change-task']
const PARTS = { title: { vi: 'Nội dung', en: 'Wording' }, document: { vi: 'Văn bản', en: 'Document' }, due_on: { vi: 'Hạn', en: 'Due' }, agency_id: { vi: 'Đổi cơ quan thực hiện', en: 'Another agency' }, indicator_code: { vi: 'Đổi chỉ số', en: 'Another indicator' } } as const
/** “Hạn: 15/07/2026 → 20/07/2026”; what is only a code to readers is named without it. */
function changesTold(changes: JsonValue | undefined, lang: Lang): readonly string[] {
  if (changes === undefined || changes === null || typeof changes !== 'object' || Array.isArray(changes)) return []
  const shown = (value: JsonValue | undefined, part: string): string => typeof value !== 'string' ? '' : part === 'due_on' ? formatIsoDate(value, lang) : value
  return Object.entries(PARTS).flatMap(([part, { [lang]: name }]) => {
    const pair = Object.entries(changes).find(([changed]) => changed === part)?.[1]
    if (!Array.isArray(pair)) return []
    return part === 'agency_id' || part === 'indicator_code' ? [name] : [`${name}: ${shown(pair[0], part)} → ${shown(pair[1], part)}`]
  })
}
/** What was done with a report or a task, latest first, out of the ledger; for whoever was judged to see it. Saving is told once in a row. */
export async function historyOf(platform: Pick<Platform, 'db'>, services: Pick<IndicatorsServices, 'namesOf'>, objectId: string, lang: Lang): Promise<readonly TimelineItem[]> {
  const entries = await read(platform.db, { kind: 'system', name: 'indicators-history' }, async tx => {
    const { rows } = await browseLedger(tx, { act: 'indicators.', object: objectId, account: '', from: '', to: '', page: 1 }, MOST)
    return Promise.all(rows.map(async row => { const said = SAYS_WHY.includes(row.act) ? await entryContent(tx, row.id) : undefined; return { ...row, reason: said?.reason ?? null, changes: row.act === 'indicators.change-task' ? said?.payload : undefined } }))
  })
  const names = await services.namesOf(entries.flatMap(({ actor }) => actor.account ?? []))
  const told = entries.filter((entry, at) => entry.act !== 'indicators.save-report' || entries[at - 1]?.act !== entry.act || entries[at - 1]?.actor.account !== entry.actor.account)
  return told.map(({ act, at, actor, reason, changes }) => ({ title: ACT_NAMES[act]?.[lang] ?? act, at, by: names.get(actor.account ?? '') ?? actor.name, ...reason === null ? {} : { text: [reason, ...changesTold(changes, lang)].join('\n') } }))
}
