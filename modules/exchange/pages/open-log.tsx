import { addressOf, Button, choose, EmptyState, formatIsoDate, formatNumber, InsetText, PublicPage, renderPage, StackedBars, Table, type Frame } from '../../../ui/index.ts'
import type { OpenLogRow } from '../queries/open-log.ts'

const PATH = '/lien-thong/cong-khai'
export interface OpenLogView { readonly day: string; readonly newest: string; /** the first day there are figures of; undefined: none is old enough to be published */ readonly oldest: string | undefined; readonly delayDays: number; readonly rows: readonly OpenLogRow[]; readonly before: string | undefined; readonly after: string | undefined }
interface Pair { readonly key: string; readonly first: OpenLogRow; passed: number; failed: number; refused: number }

/** The open log: what passed between public bodies, hour by hour, after the model of Estonia's X-tee. Counts only. */
export function openLogPage(frame: Frame, view: OpenLogView): string {
  const t = choose(frame.lang)
  const pairs = new Map<string, Pair>()
  for (const row of view.rows) {
    const key = `${row.clientMember}/${row.clientSubsystem}>${row.serviceMember}/${row.serviceCode}`
    const pair = pairs.get(key) ?? { key, first: row, passed: 0, failed: 0, refused: 0 }
    pairs.set(key, { ...pair, passed: pair.passed + row.passed, failed: pair.failed + row.failed, refused: pair.refused + row.refused })
  }
  const hours = Array.from({ length: 24 }, (_, hour) => { const mine = view.rows.filter(row => (row.hour.getUTCHours() + 7) % 24 === hour); const sum = (of: (row: OpenLogRow) => number): number => mine.reduce((all, row) => all + of(row), 0); return { label: `${String(hour).padStart(2, '0')}:00`, values: [sum(row => row.passed), sum(row => row.refused), sum(row => row.failed)] } })
  const total = view.rows.reduce((sum, row) => sum + row.passed + row.failed + row.refused, 0)
  const day = formatIsoDate(view.day, frame.lang)
  const title = t('Nhật ký công khai của nền tảng chia sẻ dữ liệu', 'Open log of the data exchange')
  return renderPage(
    <PublicPage frame={frame} title={title} description={t('Cơ quan nào hỏi dữ liệu của cơ quan nào, bao nhiêu lượt mỗi giờ.', 'Which agency asked which for data, how often, hour by hour.')}>
      <h1 class="govuk-heading-l">{title}</h1>
      <p class="govuk-body-l ts-measure">{total === 0 ? t(`Ngày ${day} không có lượt chia sẻ dữ liệu nào được công bố.`, `No exchanges are published for ${day}.`) : t(`Ngày ${day}, các cơ quan hỏi nhau ${formatNumber(total, 'vi')} lượt qua nền tảng của tỉnh, thay vì hỏi lại người dân.`, `On ${day} agencies asked each other ${formatNumber(total, 'en')} times over the province’s exchange, instead of asking people again.`)}</p>
      {view.rows.length > 0 && <StackedBars title={t(`Số lượt từng giờ, ${day}`, `Calls by the hour, ${day}`)} unit={t('lượt', 'calls')} labelHeader={t('Giờ', 'Hour')} summary={t(`Ngày ${day}: ${formatNumber(total, 'vi')} lượt`, `${day}: ${formatNumber(total, 'en')} calls`)} series={[{ name: t('Đã trả lời', 'Answered'), tone: 'main' }, { name: t('Cổng từ chối', 'Refused'), tone: 'soft' }, { name: t('Lỗi', 'Failed'), tone: 'late' }]} bars={hours} />}
      <Table caption={t(`Ai hỏi ai, ${day}`, `Who asked whom, ${day}`)} rows={[...pairs.values()].toSorted((a, b) => b.passed + b.failed + b.refused - (a.passed + a.failed + a.refused)).slice(0, 200)} keyOf={row => row.key} empty={<EmptyState title={t('Không có số liệu của ngày này', 'No figures for this day')} text={view.oldest === undefined ? t(`Chưa có ngày nào đủ ${view.delayDays} ngày để công bố.`, `No day is ${view.delayDays} days old yet, so none is published.`) : t('Chọn ngày khác ở dưới.', 'Choose another day below.')} />} columns={[
        { id: 'who', header: t('Cơ quan hỏi', 'Who asked'), main: true, cell: row => <>{row.first.clientMember}<small>{row.first.clientName}</small></> }, { id: 'whom', header: t('Dịch vụ trả lời', 'Service'), cell: row => <>{row.first.serviceName}<small>{row.first.serviceMember}</small></> },
        { id: 'passed', header: t('Đã trả lời', 'Answered'), numeric: true, cell: row => formatNumber(row.passed, frame.lang) }, { id: 'failed', header: t('Lỗi', 'Failed'), numeric: true, cell: row => formatNumber(row.failed, frame.lang) }, { id: 'refused', header: t('Từ chối', 'Refused'), numeric: true, cell: row => formatNumber(row.refused, frame.lang) }]} />
      {view.oldest !== undefined && <form method="get" action={PATH} class="ts-filters"><div class="govuk-form-group"><label class="govuk-label" for="ngay">{t('Chọn ngày', 'Choose a day')}</label><div class="govuk-hint" id="ngay-hint">{t(`Từ ${formatIsoDate(view.oldest, 'vi')} đến ${formatIsoDate(view.newest, 'vi')}`, `From ${formatIsoDate(view.oldest, 'en')} to ${formatIsoDate(view.newest, 'en')}`)}</div><input class="govuk-input govuk-input--width-10" type="date" id="ngay" name="ngay" value={view.day} min={view.oldest} max={view.newest} required aria-describedby="ngay-hint" /></div><Button tone="secondary">{t('Xem ngày này', 'Show this day')}</Button></form>}
      <p class="govuk-body">{view.before !== undefined && <a class="govuk-link" href={addressOf(PATH, { ngay: view.before })} rel="prev">← {t('Ngày trước', 'Day before')}, {formatIsoDate(view.before, frame.lang)}</a>}{view.after !== undefined && <>{view.before === undefined ? '' : ' · '}<a class="govuk-link" href={addressOf(PATH, { ngay: view.after })} rel="next">{t('Ngày sau', 'Day after')}, {formatIsoDate(view.after, frame.lang)} →</a></>}</p>
      <p class="govuk-body"><Button tone="secondary" href={addressOf(`${PATH}.csv`, { ngay: view.day })}>{t('Tải CSV của ngày này', 'Download this day as CSV')}</Button> <Button tone="secondary" href={addressOf(`${PATH}.json`, { ngay: view.day })}>{t('Tải JSON', 'Download JSON')}</Button></p>
      <InsetText><p class="govuk-body">{t(`Số liệu được làm tròn theo giờ và công bố sau ${view.delayDays} ngày; ngày mới nhất là ${formatIsoDate(view.newest, 'vi')}. Chỉ có tên cơ quan, tên hệ thống, tên dịch vụ và số lượt: không có người dân, cán bộ, nội dung hay mã thông điệp nào. Số nhỏ vẫn giữ nguyên vì không nói về ai.`, `Figures are by the hour and published after ${view.delayDays} days; the newest day is ${formatIsoDate(view.newest, 'en')}. They name agencies, systems, services and counts: no citizen, officer, content or message id. Small counts stay, since they speak of nobody.`)}</p><p class="govuk-body">{t('Không có trong nhật ký này: cơ quan an ninh, quốc phòng và dịch vụ không đưa vào danh mục theo luật.', 'Left out: security and defence bodies, and services that the law keeps out of the catalogue.')}</p></InsetText>
    </PublicPage>)
}
