import { choose, formatIsoDate, SummaryList, Timeline } from '../../../ui/index.ts'
import { ACT_NAMES } from '../act-names.ts'
import { KINDS } from '../loads/words.ts'
import type { Lineage } from '../queries/loads.ts'
import { storePage, LOADS, STORE, type Desk } from './store-page.tsx'

/** From one row to its load, its file and its acts in the ledger. */
export function lineagePage(desk: Desk, rowId: number, { dataset, row, recordedBy, endedBy, acts }: Lineage): string {
  const { lang } = desk.frame
  const t = choose(lang)
  const link = (load: typeof recordedBy) => load === undefined ? '' : <a class="govuk-link" href={`${LOADS}/${load.id}`}>{load.file_name || KINDS[load.kind][lang]}</a>
  return storePage({ desk, title: t(`Nguồn gốc dòng ${rowId}`, `Where row ${rowId} comes from`), lead: dataset.title, back: { href: `${STORE}/${dataset.code}`, text: dataset.title }, children: <>
    <SummaryList rows={[
      { key: t('Ghi bởi lần nạp', 'Recorded by'), value: link(recordedBy), note: `${t('vị trí', 'position')} ${row._load}` },
      ...recordedBy?.file_key ? [{ key: t('Tệp gốc', 'File'), value: <a class="govuk-link" href={`${LOADS}/${recordedBy.id}/tep`}>{recordedBy.file_name}</a>, note: `SHA-256 ${recordedBy.file_sha256 ?? ''}` }] : [],
      ...endedBy ? [{ key: t('Thôi ghi nhận từ', 'No longer held since'), value: link(endedBy), note: `${t('vị trí', 'position')} ${row._ended ?? ''}` }] : [],
      { key: t('Đúng trong thời gian', 'True'), value: `${row._from === '-infinity' ? '…' : formatIsoDate(row._from, lang)} – ${row._to === null ? t('nay', 'now') : formatIsoDate(row._to, lang)}` },
    ]} />
    <h2 class="govuk-heading-m">{t('Trong sổ nhật ký', 'In the ledger')}</h2>
    <Timeline items={acts.map(act => ({ title: ACT_NAMES[act.act]?.[lang] ?? act.act, at: act.at, text: <code class="ts-mono">{act.id}</code> }))} />
  </> })
}
