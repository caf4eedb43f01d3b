import { read } from '../../kernel/db/db.ts'
import { browseLedger, entryContent } from '../../kernel/ledger/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import type { Lang, TimelineItem } from '../../ui/index.ts'
import { ACT_NAMES } from './act-names.ts'
import type { IndicatorsServices } from './services.ts'

const MOST = 60
/** What was done with a report, latest first, out of the ledger; for whoever was judged to see the report. Saving is told once in a row. */
export async function historyOf(platform: Pick<Platform, 'db'>, services: Pick<IndicatorsServices, 'namesOf'>, reportId: string, lang: Lang): Promise<readonly TimelineItem[]> {
  const entries = await read(platform.db, { kind: 'system', name: 'report-history' }, async tx => {
    const { rows } = await browseLedger(tx, { act: 'indicators.', object: reportId, account: '', from: '', to: '', page: 1 }, MOST)
    return Promise.all(rows.map(async row => ({ ...row, reason: row.act === 'indicators.return-report' ? (await entryContent(tx, row.id))?.reason ?? null : null })))
  })
  const names = await services.namesOf(entries.flatMap(({ actor }) => actor.account ?? []))
  const told = entries.filter((entry, at) => entry.act !== 'indicators.save-report' || entries[at - 1]?.act !== entry.act || entries[at - 1]?.actor.account !== entry.actor.account)
  return told.map(({ act, at, actor, reason }) => ({ title: ACT_NAMES[act]?.[lang] ?? act, at, by: names.get(actor.account ?? '') ?? actor.name, ...reason === null ? {} : { text: reason } }))
}
