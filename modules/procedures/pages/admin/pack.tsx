import type { OfficerActor } from '../../../../kernel/actor.ts'
import { AdminForm, adminPage, Button, ButtonGroup, choose, faultOf, FileInput, formatIsoDate, PrintButton, say, Select, SummaryCard, SummaryList, Table, type Fault, type Frame } from '../../../../ui/index.ts'
import type { PackRow } from '../../admin-procedures.ts'
import type { ScenarioOutcome } from '../../domain/pack-check-scenarios.ts'
import { diffPacks } from '../../domain/pack-diff.ts'
import type { ProcedurePack } from '../../domain/pack.ts'
import type { ConfiguredCase } from '../../queries.ts'
import { levelTexts, onlineTexts } from '../../texts.ts'
import { CaseView, PackDiff, packPeriod, Scenarios } from './pack-parts.tsx'
import { PROCEDURES } from './procedures.tsx'

export function PackSummary({ pack, frame }: { readonly pack: ProcedurePack; readonly frame: Frame }) {
  const t = choose(frame.lang)
  return <SummaryList rows={[
    { key: t('Giới thiệu', 'Summary'), value: say(pack.summary, frame.lang) },
    { key: t('Cấp, lĩnh vực', 'Level, field'), value: `${pack.levels.map((level) => say(levelTexts[level], frame.lang)).join(', ')} · ${pack.field}` },
    { key: t('Trực tuyến', 'Online'), value: say(onlineTexts[pack.onlineLevel], frame.lang), ...(pack.onlineLevelReason ? { note: say(pack.onlineLevelReason, frame.lang) } : {}) },
    { key: t('Quyết định công bố thủ tục', 'Decision on the procedure'), value: pack.decision ?? t('Chưa ghi', 'Not given') },
    { key: t('Kết quả', 'Results'), value: pack.results.map(({ code, name }) => <div key={code}>{name} <span class="ts-quiet">{code}</span></div>) },
    { key: t('Nguồn', 'Source'), value: say(pack.sourceNote, frame.lang) },
  ]} />
}

/** One pack, in force, to come or past, with all its parts and its examples worked through by today's law and calendar. */
export function packPage(frame: Frame, actor: OfficerActor, view: { readonly configured: ConfiguredCase; readonly outcomes: readonly ScenarioOutcome[] }): string {
  const t = choose(frame.lang)
  const { configured: { pack, code, id, validFrom, validTo, approvedBy, approvedOn, amended } } = view
  return adminPage({
    frame, title: say(pack.name, frame.lang), agency: actor.agencyName, back: { href: `${PROCEDURES}/${code}` }, lead: `${code} · ${packPeriod({ validFrom, validTo }, frame.lang)}`,
    tools: <ButtonGroup><Button tone="secondary" href={`${PROCEDURES}/${code}/goi/${id}/tai-ve`}>{t('Tải gói về (JSON)', 'Download (JSON)')}</Button><Button tone="secondary" href={`${PROCEDURES}/${code}/goi/${id}/so-sanh`}>{t('So sánh', 'Compare')}</Button><PrintButton>{t('In', 'Print')}</PrintButton></ButtonGroup>,
    children: <>
      <SummaryCard title={t('Gói', 'Pack')}>
        <SummaryList rows={[{ key: t('Phê duyệt', 'Approved by'), value: approvedBy, note: `${formatIsoDate(approvedOn, frame.lang)}${amended ? t(' · do tỉnh sửa, bản giao sau không ghi đè', ' · changed here; deliveries leave it alone') : ''}` }]} />
        <PackSummary pack={pack} frame={frame} />
      </SummaryCard>
      {pack.cases.map((of) => <CaseView key={of.id} of={of} frame={frame} />)}
      <Scenarios outcomes={view.outcomes} frame={frame} />
    </>,
  })
}

/** Two packs of one procedure, place by place. */
export function comparePacksPage(frame: Frame, actor: OfficerActor, { before, after, packs }: { readonly before: ConfiguredCase | undefined; readonly after: ConfiguredCase; readonly packs: readonly PackRow[] }): string {
  const t = choose(frame.lang)
  const base = `${PROCEDURES}/${after.code}/goi/${after.id}`
  return adminPage({
    frame, title: t('So sánh hai gói', 'Compare two packs'), agency: actor.agencyName, back: { href: `${PROCEDURES}/${after.code}` }, tools: <PrintButton>{t('In', 'Print')}</PrintButton>,
    lead: `${say(after.pack.name, frame.lang)} (${after.code})`,
    children: <>
      <SummaryList rows={[
        { key: t('Gói này', 'This pack'), value: <a class="govuk-link" href={base}>{after.approvedBy}</a>, note: packPeriod(after, frame.lang) },
        { key: t('So với', 'Compared with'), value: before ? <a class="govuk-link" href={`${PROCEDURES}/${after.code}/goi/${before.id}`}>{before.approvedBy}</a> : t('Không có gói nào trước đó', 'There is none before it'), ...(before ? { note: packPeriod(before, frame.lang) } : {}) },
      ]} />
      <form method="get" action={`${base}/so-sanh`} class="ts-filters">
        <Select name="voi" label={t('So với gói khác', 'Compare with another')} value={before?.id ?? ''} options={packs.filter(({ id }) => id !== after.id).map((row) => ({ value: row.id, label: `${row.approvedBy}, ${packPeriod(row, frame.lang)}` }))} />
        <Button tone="secondary">{t('So sánh', 'Compare')}</Button>
      </form>
      {before && <PackDiff changes={diffPacks(before.pack, after.pack)} before={before.pack} after={after.pack} frame={frame} />}
    </>,
  })
}

export interface UploadFault { readonly at: string; readonly vi: string; readonly en: string }
/** A pack from a file: a new procedure, or the next pack of one; `shape`: places where the file does not follow the schema. */
export function uploadPackPage(frame: Frame, actor: OfficerActor, faults: readonly Fault[] = [], shape: readonly UploadFault[] = []): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Tải gói lên', 'Upload a pack'), agency: actor.agencyName, faults, back: { href: PROCEDURES, text: t('Thủ tục', 'Procedures') },
    lead: t('Tệp JSON của một thủ tục. Tải lên chưa công bố gì: hệ thống mở bản soạn, kiểm tra và chạy thử các tình huống mẫu.', 'The JSON file of one procedure. Uploading publishes nothing: it opens a proposal, checks it and works its scenarios through.'),
    children: <>
      {shape.length > 0 && <Table caption={t('Tệp chưa đúng cấu trúc', 'The file does not follow the schema')} rows={shape} keyOf={(row) => `${row.at} ${row.vi}`} columns={[
        { id: 'at', header: t('Chỗ', 'Place'), main: true, cell: (row) => <code>{row.at}</code> }, { id: 'why', header: t('Vì sao', 'Why'), cell: (row) => t(row.vi, row.en) },
        { id: 'cure', header: t('Cách sửa', 'Cure'), cell: () => t('Mở tệp, sửa đúng chỗ đó; tải gói đang áp dụng về làm mẫu.', 'Correct that place; take the pack in force as a model.') },
      ]} />}
      <AdminForm frame={frame} action={`${PROCEDURES}/tai-len`} files>
        <FileInput name="file" label={t('Tệp gói (JSON)', 'Pack file (JSON)')} hint={t('Tối đa 2 MB.', 'At most 2 MB.')} error={faultOf(faults, 'file')} accept=".json,application/json" />
        <Button>{t('Tải lên và kiểm tra', 'Upload and check')}</Button>
      </AdminForm>
    </>,
  })
}
