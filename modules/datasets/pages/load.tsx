import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, Details, faultOf, formatDateTime, formatFileSize, formatIsoDate, formatNumber, formatTime, NotificationBanner, Radios, SummaryList, Tag, Textarea, type SummaryRow } from '../../../ui/index.ts'
import { failureText, KINDS, MODES, PHASES, STATES } from '../loads/words.ts'
import type { LoadView, ProblemLine } from '../queries/loads.ts'
import { DriftForm } from './load-drift.tsx'
import { storePage, LOADS, STORE, type Desk } from './store-page.tsx'
import { LoadReport } from './load-report.tsx'
import { ReadingOptions } from './new-load.tsx'

export interface LoadProps { readonly desk: Desk; readonly view: LoadView; readonly problems: readonly ProblemLine[]; readonly fields: Fields; readonly names: ReadonlyMap<string, string> }
const RUNNING: readonly string[] = ['receiving', 'reading', 'accepting']

/** One load: how far it is, what was found, and what is to decide. Without a script the page is asked for again by its link. */
export function loadPage(desk: Desk, about: Omit<LoadProps, 'desk'>): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const { load, dataset } = about.view
  const props = { desk, ...about }
  const running = RUNNING.includes(load.state)
  const rereads = ['failed', 'drifted', 'checked'].includes(load.state) && load.file_key !== null
  return storePage({ desk, title: load.file_name || KINDS[load.kind][frame.lang], lead: dataset.title, back: { href: `${STORE}/${dataset.code}/lan-nap`, text: t('Các lần nạp', 'Loads') }, islands: running ? ['live'] : [], children: <>
    <div id="lan-nap" data-live="">
      <p class="govuk-body"><Tag tone={STATES[load.state].tone}>{STATES[load.state][frame.lang]}</Tag></p>
      {load.failure !== null && <NotificationBanner id="vi-sao" tone={load.state === 'failed' ? 'error' : 'warning'} heading={failureText(load.failure)[frame.lang]} />}
      {running && <Progress {...props} />}
      {load.state === 'drifted' && <DriftForm {...props} />}
      {load.checked_at !== null && <LoadReport {...props} />}
      {load.state === 'checked' && <AcceptForm {...props} />}
      {/* inside, so that they carry the version that is shown */}
      {['receiving', 'reading', 'drifted', 'failed', 'checked'].includes(load.state) && <RejectForm {...props} />}
      {rereads && <Details summary={t('Đọc chưa đúng? Chọn cách đọc rồi đọc lại', 'Read wrongly? Say how, and read again')}><AdminForm frame={frame} action={`${LOADS}/${load.id}/doc-lai`} version={load.version}><ReadingOptions fields={about.fields} lang={frame.lang} /><Button tone="secondary" size="small">{t('Đọc lại tệp', 'Read the file again')}</Button></AdminForm></Details>}
    </div>
    {running && <p class="ts-live" data-live-every="5"><button type="button" data-live-toggle="" data-turn-off={t('Dừng tự cập nhật', 'Stop renewing')} data-turn-on={t('Tự cập nhật lại', 'Renew again')} hidden /> <a class="govuk-link" href={frame.here}>{t('Xem tiến độ mới nhất', 'See how far it is')}</a></p>}
    <Facts {...props} />
  </> })
}

function Progress({ desk: { frame: { lang } }, view: { load, progress } }: LoadProps) {
  const t = choose(lang)
  const share = progress?.phase === 'copy' && load.file_bytes > 0 ? Math.min(100, Math.round(progress.bytes / load.file_bytes * 100)) : undefined
  return (
    <section aria-live="polite">
      <p class="ts-sentence">{progress === undefined ? t('Đang chờ đến lượt.', 'Waiting for its turn.') : <><strong>{PHASES[progress.phase][lang]}</strong>{progress.rows > 0 && <>, {formatNumber(progress.rows, lang)} {t('dòng', 'rows')}</>}{share !== undefined && <>, {share}%</>}</>}</p>
      <progress class="ts-slot__progress" max={100} value={share} aria-label={t('Tiến độ', 'Progress')} />
      {progress !== undefined && <p class="govuk-body-s ts-quiet">{t('Lúc', 'At')} {formatTime(progress.at)}. {t('Bạn có thể rời trang này; việc đọc vẫn tiếp tục.', 'You may leave this page; the work goes on.')}</p>}
    </section>
  )
}

function Facts({ desk: { frame: { lang } }, view: { load, dataset }, names }: LoadProps) {
  const t = choose(lang)
  const who = (id: string | null): string => id === null ? '' : names.get(id) ?? ''
  const rows: (SummaryRow | false)[] = [
    { key: t('Bộ dữ liệu', 'Dataset'), value: <a class="govuk-link" href={`${STORE}/${dataset.code}`}>{dataset.title}</a> },
    load.file_key !== null && { key: t('Tệp gốc', 'File'), value: <a class="govuk-link" href={`${LOADS}/${load.id}/tep`}>{load.file_name}</a>, note: [formatFileSize(load.file_bytes, lang), load.format.toUpperCase(), load.encoding].filter(each => each !== '').join(' · ') },
    load.file_sha256 !== null && { key: 'SHA-256', value: <code class="ts-mono">{load.file_sha256}</code> },
    { key: t('Cách nạp', 'Mode'), value: MODES[load.mode][lang], note: `${t('đúng từ', 'true from')} ${formatIsoDate(load.effective_on, lang)}` },
    { key: t('Gửi', 'Sent'), value: `${formatDateTime(load.begun_at, lang)} ${who(load.by_account)}`.trim(), note: KINDS[load.kind][lang] },
    load.decided_at !== null && { key: t('Quyết định', 'Decided'), value: `${formatDateTime(load.decided_at, lang)} ${who(load.decided_by)}`.trim(), ...load.reason === '' ? {} : { note: load.reason } },
    load.number !== null && { key: t('Vị trí', 'Position'), value: load.number, note: t('số thứ tự trong nguồn thay đổi của bộ dữ liệu', 'place in the change feed of the dataset') },
  ]
  return <section><h2 class="govuk-heading-m">{t('Nguồn gốc', 'Where it comes from')}</h2><SummaryList rows={rows.filter((row): row is SummaryRow => row !== false)} /></section>
}

function AcceptForm({ desk: { frame, faults = [] }, view: { load }, fields }: LoadProps) {
  const t = choose(frame.lang)
  const number = (value: number): string => formatNumber(value, frame.lang)
  const clean = load.rows_invalid === 0
  return (
    <AdminForm frame={frame} action={`${LOADS}/${load.id}/nhan`} version={load.version}>
      <h2 class="govuk-heading-m">{t('Nhận dữ liệu', 'Accept')}</h2>
      {clean ? <input type="hidden" name="accept" value="all" /> : <Radios name="accept" label={t('Tệp có dòng lỗi', 'Some rows have errors')} value={fieldOf(fields, 'accept')} error={faultOf(faults, 'accept')} options={[{ value: 'valid', label: t(`Nhận ${number(load.rows_valid)} dòng đúng, bỏ ${number(load.rows_invalid)} dòng lỗi`, `Accept ${number(load.rows_valid)} valid rows, leave ${number(load.rows_invalid)} out`) }]} />}
      <Textarea name="note" label={t('Ghi chú', 'Note')} rows={2} value={fieldOf(fields, 'note')} optional />
      <Button>{clean ? t('Nhận tất cả', 'Accept all') : t('Nhận các dòng đúng', 'Accept the valid rows')}</Button>
    </AdminForm>
  )
}

function RejectForm({ desk: { frame, faults = [] }, view: { load }, fields }: LoadProps) {
  const t = choose(frame.lang)
  return <Details summary={t('Từ chối lần nạp này', 'Reject this load')} open={faultOf(faults, 'reason') !== undefined}><AdminForm frame={frame} action={`${LOADS}/${load.id}/tu-choi`} version={load.version}><Textarea name="reason" label={t('Vì sao', 'Why')} rows={2} value={fieldOf(fields, 'reason')} error={faultOf(faults, 'reason')} /><Button tone="warning" size="small">{t('Từ chối', 'Reject')}</Button></AdminForm></Details>
}
