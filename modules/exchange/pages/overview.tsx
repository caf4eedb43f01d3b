import { addressOf, Button, choose, EmptyState, FilterChips, formatDateTime, formatFileSize, formatNumber, formatPercent, formatTime, ShareBar, StackedBars, Table, Tag, type Frame, type Lang } from '../../../ui/index.ts'
import { percentile } from '../domain/latency.ts'
import type { ChainState, Period, PartyTraffic, QuotaUse, Traffic } from '../queries/monitoring.ts'
import type { CredentialRow } from '../queries/registry.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'

export interface OverviewView { readonly period: Period; readonly now: Date; readonly traffic: Traffic; readonly quotas: readonly QuotaUse[]; readonly chains: readonly ChainState[]; readonly credentials: readonly CredentialRow[]; readonly connected: number; readonly databases: number }

export const msText = (ms: number | undefined, lang: Lang): string => ms === undefined ? '–' : ms === Infinity ? `> ${formatNumber(5, lang)} s` : ms >= 1000 ? `≤ ${formatNumber(ms / 1000, lang)} s` : `≤ ${formatNumber(ms, lang)} ms`
/** Calls that the provider answered, of those that reached it. */
export const availability = (row: { passed: number; failed: number }): number | undefined => row.passed + row.failed === 0 ? undefined : row.passed / (row.passed + row.failed)
/** Rounded down: with one failure it is never 100 %. */
export const availabilityText = (share: number | undefined, lang: Lang): string => share === undefined ? '–' : formatPercent(share === 1 ? 1 : Math.floor(share * 10_000) / 10_000, lang, 2)

const barLabel = (at: Date, period: Period): string => { const local = new Date(at.getTime() + 7 * 3_600_000).toISOString(); return period === '1h' || period === '24h' ? local.slice(11, 16) : period === '7d' ? `${local.slice(8, 10)}/${local.slice(5, 7)} ${local.slice(11, 13)}h` : `${local.slice(8, 10)}/${local.slice(5, 7)}` }
const PERIOD_TEXT: Record<Period, readonly [string, string, string, string]> = { '1h': ['60 phút', '60 minutes', '60 phút qua', 'in the last 60 minutes'], '24h': ['24 giờ', '24 hours', '24 giờ qua', 'in the last 24 hours'], '7d': ['7 ngày', '7 days', '7 ngày qua', 'in the last 7 days'], '30d': ['30 ngày', '30 days', '30 ngày qua', 'in the last 30 days'] }

function Ranking({ rows, frame, what, path }: { readonly rows: readonly PartyTraffic[]; readonly frame: Frame; readonly what: 'service' | 'consumer'; readonly path: string }) {
  const t = choose(frame.lang)
  const most = Math.max(1, ...rows.map(row => row.passed + row.failed + row.refused))
  const title = what === 'service' ? t('Dịch vụ được gọi nhiều', 'Busiest services') : t('Hệ thống gọi nhiều', 'Busiest consumers')
  return (
    <section><h2 class="govuk-heading-m">{title}</h2>
      <Table caption={title} captionHidden rows={rows} keyOf={row => String(row.number)} empty={<p class="govuk-body ts-quiet">{t('Chưa có lượt gọi nào.', 'No calls.')}</p>} columns={[
        { id: 'name', header: what === 'service' ? t('Dịch vụ', 'Service') : t('Hệ thống', 'Subsystem'), main: true, cell: row => <>{row.id === null ? <span class="ts-quiet">{row.number === 0 ? t('Không xác định được', 'Unknown') : `#${row.number}`}</span> : <a class="govuk-link" href={`${CONSOLE}/${path}/${row.id}`}>{row.name}</a>}<small>{row.member}</small><ShareBar share={(row.passed + row.failed + row.refused) / most} /></> },
        { id: 'calls', header: t('Lượt', 'Calls'), numeric: true, cell: row => formatNumber(row.passed + row.failed + row.refused, frame.lang) },
        { id: 'bad', header: what === 'service' ? t('Sẵn sàng', 'Available') : t('Lỗi, từ chối', 'Failed, refused'), numeric: true, cell: row => what === 'service' ? availabilityText(availability(row), frame.lang) : formatNumber(row.failed + row.refused, frame.lang) },
        { id: 'p95', header: 'p95', numeric: true, cell: row => msText(percentile(row.took, 0.95), frame.lang) },
      ]} /></section>
  )
}

function Chains({ chains, frame, now }: { readonly chains: readonly ChainState[]; readonly frame: Frame; readonly now: Date }) {
  const t = choose(frame.lang)
  return (
    <section><h2 class="govuk-heading-m">{t('Cổng và nhật ký ký số', 'Gateways and the signed log')}</h2>
      <Table caption={t('Cổng trao đổi', 'Gateways')} captionHidden rows={chains} keyOf={row => row.gateway} empty={<p class="govuk-body ts-quiet">{t('Chưa có cổng nào chạy.', 'No gateway has run.')}</p>} columns={[
        { id: 'name', header: t('Cổng', 'Gateway'), main: true, cell: row => <>{row.gateway}<small>{t('Thấy lúc', 'Seen at')} {formatDateTime(row.seenAt, frame.lang)}</small></> },
        { id: 'up', header: t('Chạy', 'Up'), cell: row => now.getTime() - row.seenAt.getTime() < 60_000 ? <Tag tone="green">{t('Đang chạy', 'Running')}</Tag> : <Tag tone="red">{t('Mất tín hiệu', 'Silent')}</Tag> },
        { id: 'batch', header: t('Lô mới nhất', 'Newest batch'), cell: row => row.seq === null ? t('Chưa có', 'None') : <>{t('Số', 'No.')} {formatNumber(row.seq, frame.lang)}<small>{row.at ? formatDateTime(row.at, frame.lang) : ''}</small></> },
        { id: 'sound', header: t('Chữ ký', 'Signature'), cell: row => row.sound === undefined ? '–' : row.sound ? <Tag tone="green">{t('Khớp', 'Holds')}</Tag> : <Tag tone="red">{t('Không khớp', 'Does not hold')}</Tag> },
      ]} /></section>
  )
}

/** What passes through the exchange: the sentence first, then the picture, then the tables. */
export function overviewPage(desk: Desk, view: OverviewView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const { traffic: { total, bars, services, consumers, took }, period, now } = view
  const n = (value: number): string => formatNumber(value, frame.lang)
  const all = total.passed + total.failed + total.refused
  const words = PERIOD_TEXT[period]
  const todo = [
    ...desk.waiting.late > 0 ? [{ href: `${CONSOLE}/yeu-cau`, text: t(`${n(desk.waiting.late)} yêu cầu truy cập quá 2 ngày làm việc`, `${n(desk.waiting.late)} requests past their two working days`), note: t('Nghị định 194/2025: cấp kết nối hoặc từ chối nêu lý do', 'Connect or refuse with reasons'), tone: 'red' as const }] : [],
    ...desk.waiting.requests - desk.waiting.late > 0 ? [{ href: `${CONSOLE}/yeu-cau`, text: t(`${n(desk.waiting.requests - desk.waiting.late)} yêu cầu truy cập chờ trả lời`, `${n(desk.waiting.requests - desk.waiting.late)} requests to answer`), note: '', tone: 'yellow' as const }] : [],
    ...desk.waiting.ending > 0 ? [{ href: `${CONSOLE}/quyen?tinh-trang=ending`, text: t(`${n(desk.waiting.ending)} quyền truy cập hết hạn trong 30 ngày`, `${n(desk.waiting.ending)} rights end within 30 days`), note: '', tone: 'yellow' as const }] : [],
    ...desk.waiting.troubled > 0 ? [{ href: `${CONSOLE}/giao-su-kien?tinh-trang=troubled`, text: t(`${n(desk.waiting.troubled)} hệ thống chưa nhận được sự kiện`, `${n(desk.waiting.troubled)} subsystems do not take their events`), note: t('Tạm dừng, đang thử lại, hoặc có sự kiện bị từ chối', 'Paused, tried again, or with events refused'), tone: 'yellow' as const }] : [],
    ...desk.waiting.stuck > 0 ? [{ href: `${CONSOLE}/van-ban?tinh-trang=stuck`, text: t(`${n(desk.waiting.stuck)} văn bản bên nhận chưa lấy hoặc báo lỗi`, `${n(desk.waiting.stuck)} documents not fetched, or failed at the receiver`), note: '', tone: 'yellow' as const }] : [],
    ...view.credentials.map(row => ({ href: `${CONSOLE}/he-thong/${row.subsystemId}`, text: row.validTo !== null && row.validTo <= now ? t(`Đã hết hạn: ${row.label || row.kind}`, `Expired: ${row.label || row.kind}`) : t(`Sắp hết hạn: ${row.label || row.kind}`, `Ends soon: ${row.label || row.kind}`), note: `${row.subsystemName}, ${row.memberName}${row.validTo === null ? '' : ` · ${formatDateTime(row.validTo, frame.lang)}`}`, tone: row.validTo !== null && row.validTo <= now ? 'red' as const : 'yellow' as const })),
    ...view.chains.some(row => row.sound === false) ? [{ href: `${CONSOLE}#cong`, text: t('Chữ ký của một lô nhật ký không khớp', 'The signature of a batch does not hold'), note: t('Chạy lệnh kiểm chứng nhật ký ngay', 'Verify the log at once'), tone: 'red' as const }] : [],
  ]
  return consolePage({ desk, title: t('Liên thông, chia sẻ dữ liệu', 'Data exchange'), islands: ['live'], tools: <Button tone="secondary" href={addressOf(`${CONSOLE}/luu-luong.csv`, { khoang: period })}>{t('Tải CSV', 'Download CSV')}</Button>,
    children: <>
      <FilterChips label={t('Khoảng thời gian', 'Period')} chips={(['1h', '24h', '7d', '30d'] as const).map(each => ({ text: t(PERIOD_TEXT[each][0], PERIOD_TEXT[each][1]), href: addressOf(CONSOLE, { khoang: each === '1h' ? undefined : each }), current: each === period }))} />
      <div id="song" data-live="">
        <p class="ts-sentence">{all === 0 ? t(`Chưa có lượt gọi nào trong ${words[2]}.`, `No calls ${words[3]}.`) : <><strong>{n(all)}</strong> {t(`lượt gọi trong ${words[2]}`, `calls ${words[3]}`)}; {total.failed === 0 ? t('không bên cung cấp nào báo lỗi', 'no provider failed') : t(`${n(total.failed)} lượt bên cung cấp lỗi`, `${n(total.failed)} failed at the provider`)}{total.declined > 0 ? t(`, bên cung cấp từ chối (4xx) ${n(total.declined)} lượt`, `, ${n(total.declined)} declined by the provider (4xx)`) : ''}{total.refused > 0 ? t(`, cổng từ chối ${n(total.refused)} lượt.`, `, ${n(total.refused)} refused by the gateway.`) : '.'}</>}</p>
        <dl class="ts-tiles">
          <div class={`ts-tile${total.failed > 0 && total.failed / Math.max(1, all) > 0.01 ? ' ts-tile--late' : ''}`}><dt>{t('Sẵn sàng', 'Available')}</dt><dd>{availabilityText(availability(total), frame.lang)}</dd></div>
          <div class="ts-tile"><dt>{t('Nửa số lượt (p50)', 'Half of the calls (p50)')}</dt><dd>{msText(percentile(took, 0.5), frame.lang)}</dd></div>
          <div class="ts-tile"><dt>{t('95 trên 100 lượt (p95)', '95 of 100 (p95)')}</dt><dd>{msText(percentile(took, 0.95), frame.lang)}</dd></div>
          <div class="ts-tile"><dt>{t('99 trên 100 lượt (p99)', '99 of 100 (p99)')}</dt><dd>{msText(percentile(took, 0.99), frame.lang)}</dd></div>
          <div class="ts-tile"><dt>{t('Dữ liệu đi qua', 'Data passed')}</dt><dd>{formatFileSize(total.bytes, frame.lang)}</dd></div>
          <div class="ts-tile"><dt><a class="govuk-link" href={`${CONSOLE}/co-so-du-lieu`}>{t('CSDL dùng chung đã kết nối', 'Shared databases connected')}</a></dt><dd>{n(view.connected)} / {n(view.databases)}</dd></div>
        </dl>
        <StackedBars title={t(`Lượt gọi, ${words[2]}`, `Calls ${words[3]}`)} unit={t('lượt', 'calls')} labelHeader={t('Lúc', 'At')} summary={t(`Lượt gọi ${words[2]}: ${n(total.passed - total.declined)} thành công, ${n(total.declined)} bên cung cấp từ chối, ${n(total.failed)} lỗi, ${n(total.refused)} bị từ chối`, `Calls ${words[3]}: ${n(total.passed - total.declined)} passed, ${n(total.declined)} declined by the provider, ${n(total.failed)} failed, ${n(total.refused)} refused`)}
          series={[{ name: t('Thành công', 'Passed'), tone: 'main' }, { name: t('Bên cung cấp từ chối (4xx)', 'Declined by the provider (4xx)'), tone: 'warn' }, { name: t('Cổng từ chối', 'Refused by the gateway'), tone: 'soft' }, { name: t('Bên cung cấp lỗi', 'Failed'), tone: 'late' }]} bars={bars.map(bar => ({ label: barLabel(bar.starts, period), values: [bar.passed - bar.declined, bar.declined, bar.refused, bar.failed] }))} />
      </div>
      <p class="ts-live" data-live-every="15"><span>{t('Số liệu lúc', 'Figures of')} {formatTime(now)}</span> <button type="button" data-live-toggle="" data-turn-off={t('Dừng tự cập nhật', 'Stop renewing')} data-turn-on={t('Tự cập nhật lại', 'Renew again')} hidden /> <a class="govuk-link" href={frame.here}>{t('Làm mới', 'Reload')}</a></p>
      {todo.length > 0 && <section><h2 class="govuk-heading-m">{t('Việc cần xem', 'To look at')}</h2><ul class="ts-todo">{todo.map(({ href, text, note, tone }, at) => <li key={at}><span><a class="govuk-link" href={href}>{text}</a>{note !== '' && <small>{note}</small>}</span><span><Tag tone={tone}>{tone === 'red' ? t('Cần làm ngay', 'Now') : t('Cần xem', 'To look at')}</Tag></span></li>)}</ul></section>}
      <div class="ts-halves"><Ranking rows={services} frame={frame} what="service" path="dich-vu" /><Ranking rows={consumers} frame={frame} what="consumer" path="he-thong" /></div>
      <div class="ts-halves">
        <section><h2 class="govuk-heading-m">{t('Hạn mức dùng nhiều nhất', 'Quotas used most')}</h2>
          <Table caption={t('Hạn mức', 'Quotas')} captionHidden rows={view.quotas} keyOf={row => `${row.id}${row.span}`} empty={<EmptyState icon="check" title={t('Chưa hệ thống nào dùng hạn mức hôm nay', 'No quota in use today')} />} columns={[
            { id: 'who', header: t('Hệ thống và dịch vụ', 'Subsystem and service'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/quyen/${row.id}`}>{row.consumer}</a><small>{row.service}</small><ShareBar share={row.used / row.most} tone={row.used / row.most >= 0.9 ? 'late' : 'main'} /></> },
            { id: 'used', header: t('Đã dùng', 'Used'), numeric: true, cell: row => `${n(row.used)} / ${n(row.most)}` },
            { id: 'span', header: '', cell: row => row.span === 'day' ? t('hôm nay', 'today') : t('phút này', 'this minute') },
          ]} /></section>
        <div id="cong"><Chains chains={view.chains} frame={frame} now={now} /></div>
      </div>
    </> })
}
