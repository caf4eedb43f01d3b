import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { addressOf, ActButton, AdminForm, Button, ButtonGroup, choose, Details, EmptyState, faultOf, FilterChips, formatDateTime, formatNumber, formatTime, Input, NotificationBanner, Pagination, SummaryList, Table, Tag, useLang, type Lang } from '../../../ui/index.ts'
import type { DeadLetterRow, DeliveryRow } from '../queries/events.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { fieldsIn } from './members.tsx'
import { TOPICS, type Reach } from './topics.tsx'
import { State, wordOf } from './words.tsx'

export const DELIVERIES = `${CONSOLE}/giao-su-kien`
const behind = (row: DeliveryRow, reach: Reach): number => Math.max(0, (reach.get(row.topicNumber)?.last ?? 0) - (row.position ?? 0))
const hostOf = (url: string): string => { const { host, pathname } = new URL(url); return `${host}${pathname}` }

/** How it goes, in a word, and the reason beneath. */
function Going({ row, reach, now }: { readonly row: DeliveryRow; readonly reach: Reach; readonly now: Date }) {
  const lang = useLang()
  const t = choose(lang)
  const lag = behind(row, reach)
  if (row.endedAt !== null) return <Tag>{t('Đã chấm dứt', 'Ended')}</Tag>
  if (row.validTo !== null && row.validTo <= now) return <Tag tone="red">{t('Quyền hết hạn', 'Right expired')}</Tag>
  if (row.url === null) return <Tag>{t('Hệ thống tự đọc', 'Reads by itself')}</Tag>
  if (row.pausedAt !== null) return <><Tag tone={row.pausedBecause === 'by-hand' ? 'yellow' : 'red'}>{t('Tạm dừng', 'Paused')}</Tag><small>{wordOf('pause', row.pausedBecause ?? '', lang)}</small></>
  if (row.attempts > 0) return <><Tag tone="yellow">{t('Đang thử lại', 'Trying again')}</Tag><small>{t(`lần ${formatNumber(row.attempts, lang)}`, `attempt ${formatNumber(row.attempts, lang)}`)}{row.nextAt === null ? '' : `, ${t('gửi lại lúc', 'next at')} ${formatTime(row.nextAt)}`}</small></>
  if (lag > 0) return <Tag tone="blue">{t('Đang gửi', 'Sending')}</Tag>
  return row.deadLetters > 0 ? <Tag tone="yellow">{t('Có sự kiện để riêng', 'Some laid aside')}</Tag> : <Tag tone="green">{t('Đã nhận đủ', 'Up to date')}</Tag>
}
/** What the other side said last, for people who mend it. */
function lastSaid(row: DeliveryRow, lang: Lang): string {
  const t = choose(lang)
  if (row.lastError === null) return row.deliveredAt === null ? t('Chưa gửi lần nào', 'Nothing sent yet') : t('Lần gửi gần nhất được nhận', 'The last one was taken')
  return row.lastStatus === null ? wordOf('failure', row.lastError, lang) : t(`Hệ thống nhận trả lời ${row.lastStatus}`, `The subscriber answered ${row.lastStatus}`)
}

export function deliveriesPage(desk: Desk, view: { readonly rows: readonly DeliveryRow[]; readonly reach: Reach; readonly state: string; readonly next: string | undefined; readonly now: Date }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const n = (value: number): string => formatNumber(value, frame.lang)
  const chip = (state: string, text: string) => ({ text, href: addressOf(DELIVERIES, { 'tinh-trang': state === 'live' ? undefined : state }), current: view.state === state })
  return consolePage({ desk, title: t('Giao sự kiện', 'Delivery of events'), lead: t('Mỗi dòng là một hệ thống nhận một chủ đề: đã nhận đến đâu, còn chậm bao nhiêu, vướng gì.', 'Each line is one subsystem hearing one topic: how far it is, how far behind, and what stands in its way.'), children: <>
    <FilterChips label={t('Tình trạng', 'State')} chips={[chip('live', t('Đang nhận', 'In force')), chip('troubled', t('Cần xem', 'To look at')), chip('ended', t('Đã chấm dứt', 'Ended'))]} />
    <Table caption={t('Giao sự kiện', 'Delivery of events')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={view.state === 'troubled' ? <EmptyState icon="check" title={t('Không có gì vướng', 'Nothing is in the way')} text={t('Mọi hệ thống đều nhận được sự kiện.', 'Every subsystem takes its events.')} /> : <EmptyState title={t('Chưa hệ thống nào nhận sự kiện', 'No subsystem hears anything')} text={t('Chọn một chủ đề rồi xin nhận.', 'Choose a topic and ask to hear it.')}><Button tone="secondary" href={TOPICS}>{t('Xem các chủ đề', 'See the topics')}</Button></EmptyState>} columns={[
      { id: 'who', header: t('Hệ thống nhận', 'Subscriber'), main: true, cell: row => <><a class="govuk-link" href={`${DELIVERIES}/${row.id}`}>{row.consumer}</a><small>{row.consumerMember}</small></> },
      { id: 'topic', header: t('Chủ đề', 'Topic'), cell: row => <>{row.topicName}<small class="ts-code">{row.topicCode}</small></> },
      { id: 'at', header: t('Đã nhận', 'Taken'), numeric: true, nowrap: true, cell: row => row.position === null ? '–' : <>{n(row.position)} / {n(view.reach.get(row.topicNumber)?.last ?? 0)}<small>{behind(row, view.reach) === 0 ? t('không chậm', 'not behind') : t(`còn ${n(behind(row, view.reach))}`, `${n(behind(row, view.reach))} behind`)}</small></> },
      { id: 'aside', header: t('Để riêng', 'Laid aside'), numeric: true, cell: row => n(row.deadLetters) },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <Going row={row} reach={view.reach} now={view.now} /> }]} />
    <Pagination nextHref={view.next} /></> })
}

export interface DeliveryView { readonly row: DeliveryRow; readonly reach: Reach; readonly dead: readonly DeadLetterRow[]; readonly fields: Fields; readonly form: string; readonly now: Date; readonly issued: string | undefined; readonly signature: string }
export function deliveryPage(desk: Desk, view: DeliveryView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const { row, form, fields } = view
  const n = (value: number): string => formatNumber(value, frame.lang)
  const path = `${DELIVERIES}/${row.id}`
  const of = fieldsIn(desk, fields)
  const reach = view.reach.get(row.topicNumber) ?? { first: 1, last: 0 }
  const open = row.endedAt === null
  const reason = (name: string, label = t('Lý do', 'Reason')) => <Input name={`reason-${name}`} label={label} value={form === name ? fieldOf(fields, `reason-${name}`) : ''} error={form === name ? faultOf(desk.faults ?? [], `reason-${name}`) : undefined} />
  return consolePage({ desk, title: t(`${row.consumer} nhận «${row.topicName}»`, `${row.consumer} hears “${row.topicName}”`), back: { href: DELIVERIES, text: t('Giao sự kiện', 'Delivery of events') }, children: <>
    {view.issued !== undefined && <NotificationBanner id="issued" tone="success" heading={t('Khóa ký này chỉ hiện một lần: chép ngay vào hệ thống nhận để kiểm tra chữ ký.', 'This key is shown once: copy it into the subscriber now, so that it checks signatures.')}><p class="govuk-body"><span class="ts-code" data-issued="secret">{view.issued}</span></p></NotificationBanner>}
    <p class="ts-sentence">{row.url === null ? t('Chưa đặt địa chỉ nhận: hệ thống tự đọc ở cổng khi cần.', 'No webhook: the system reads at the gateway when it likes.') : <>{t('Đã nhận đến vị trí', 'Taken up to position')} <strong>{n(row.position ?? 0)}</strong> {t('trên', 'of')} <strong>{n(reach.last)}</strong>; {behind(row, view.reach) === 0 ? t('không còn gì chờ gửi.', 'nothing waits.') : t(`còn ${n(behind(row, view.reach))} sự kiện chờ gửi.`, `${n(behind(row, view.reach))} events wait.`)}</>}</p>
    <SummaryList rows={[{ key: t('Tình trạng', 'State'), value: <Going row={row} reach={view.reach} now={view.now} /> }, { key: t('Chủ đề', 'Topic'), value: <><a class="govuk-link" href={`${TOPICS}/${row.topicId}`}>{row.topicName}</a> <span class="ts-code">{row.topicCode}</span></> }, { key: t('Hợp đồng', 'Contract'), value: <a class="govuk-link" href={`${CONSOLE}/quyen/${row.id}`}>{t(`Quyền số ${row.number}`, `Right no. ${row.number}`)}</a> },
      ...row.url === null ? [] : [{ key: t('Địa chỉ nhận', 'Webhook'), value: <span class="ts-code">{hostOf(row.url)}</span>, ...row.registeredAt === null ? {} : { note: `${t('Đặt lúc', 'Registered')} ${formatDateTime(row.registeredAt, frame.lang)}` } }, { key: t('Trả lời gần nhất', 'Last answer'), value: lastSaid(row, frame.lang) }, { key: t('Nhận gần nhất', 'Last taken'), value: row.deliveredAt === null ? t('Chưa nhận lần nào', 'Never') : formatDateTime(row.deliveredAt, frame.lang) },
        { key: t('Chữ ký', 'Signature'), value: 'Standard Webhooks, HMAC-SHA256', ...row.formerUntil !== null && row.formerUntil > view.now ? { note: t(`Khóa cũ còn ký song song đến ${formatDateTime(row.formerUntil, frame.lang)}`, `The former key signs too until ${formatDateTime(row.formerUntil, frame.lang)}`) } : {} }]]} />
    <h2 class="govuk-heading-m">{t('Sự kiện để riêng', 'Events laid aside')}</h2>
    <Table caption={t('Sự kiện để riêng', 'Events laid aside')} captionHidden rows={view.dead} keyOf={each => each.id} empty={<p class="govuk-body ts-quiet">{t('Hệ thống nhận chưa từ chối sự kiện nào.', 'The subscriber has refused none.')}</p>} columns={[
      { id: 'at', header: t('Vị trí', 'Position'), main: true, cell: each => <>{n(each.position)}<small class="ts-code">{each.eventId}</small></> }, { id: 'when', header: t('Để riêng lúc', 'Laid aside'), cell: each => <>{formatDateTime(each.at, frame.lang)}<small>{t(`gửi ${n(each.attempts)} lần`, `${n(each.attempts)} attempts`)}</small></> },
      { id: 'why', header: t('Vì sao', 'Why'), cell: each => each.lastStatus === null ? wordOf('failure', each.lastError, frame.lang) : t(`Trả lời ${each.lastStatus}`, `Answered ${each.lastStatus}`) }, { id: 'state', header: t('Tình trạng', 'State'), cell: each => <State set="deadLetter" value={each.state} /> },
      { id: 'do', header: t('Xử lý', 'Act'), cell: each => each.state !== 'waiting' || !open ? '' : <Details summary={t('Gửi lại hoặc bỏ', 'Send again or drop')} open={form === each.id}><AdminForm frame={frame} action={`${CONSOLE}/su-kien-de-rieng/${each.id}`} version={each.version}>{reason(each.id)}<ButtonGroup><Button size="small" name="do" value="replay">{t('Gửi lại', 'Send again')}</Button><Button size="small" tone="warning" name="do" value="drop">{t('Bỏ', 'Drop')}</Button></ButtonGroup></AdminForm></Details> }]} />
    {open && <>
      <h2 class="govuk-heading-m">{t('Điều khiển', 'Controls')}</h2>
      <Details summary={row.url === null ? t('Đặt địa chỉ nhận', 'Register a webhook') : t('Đổi địa chỉ nhận', 'Change the webhook')} open={form === 'webhook' || (row.url === null && form === '')}><AdminForm frame={frame} action={`${path}/dia-chi`}>
        <Input {...form === 'webhook' ? of('url') : { name: 'url', value: '' }} label={t('Địa chỉ https của hệ thống nhận', 'https address of the subscriber')} hint={t(`Cổng hỏi địa chỉ này trước (OPTIONS, WebHook-Request-Origin: ${view.signature}); chỉ gửi khi được đồng ý. Khóa ký mới hiện một lần sau khi lưu.`, `The gateway asks it first (OPTIONS, WebHook-Request-Origin: ${view.signature}) and sends only when it agrees. The new key is shown once.`)} /><Button>{t('Hỏi và lưu địa chỉ', 'Ask and save')}</Button></AdminForm></Details>
      {row.url !== null && <>
        {row.pausedAt === null
          ? <Details summary={t('Tạm dừng giao', 'Pause delivery')} open={form === 'pause'}><AdminForm frame={frame} action={`${path}/tam-dung`}><p class="govuk-body">{t('Sự kiện vẫn được giữ và giao tiếp từ chỗ dừng.', 'Events are kept and go on from where it stopped.')}</p>{reason('pause')}<Button>{t('Tạm dừng', 'Pause')}</Button></AdminForm></Details>
          : <Details summary={t('Giao tiếp', 'Resume delivery')} open={form === 'resume' || form === ''}><AdminForm frame={frame} action={`${path}/giao-tiep`}><p class="govuk-body">{t(`Giao tiếp từ vị trí ${n((row.position ?? 0) + 1)}, trong vòng 10 giây.`, `Goes on from position ${n((row.position ?? 0) + 1)} within ten seconds.`)}</p>{reason('resume', t('Đã sửa gì', 'What was mended'))}<Button>{t('Giao tiếp', 'Resume')}</Button></AdminForm></Details>}
        <Details summary={t('Gửi lại từ một vị trí', 'Send again from a position')} open={form === 'replay'}><AdminForm frame={frame} action={`${path}/gui-lai`}><Input {...form === 'replay' ? of('from') : { name: 'from', value: '' }} label={t('Từ vị trí', 'From position')} width={10} inputMode="numeric" hint={t(`Còn giữ từ ${n(reach.first)} đến ${n(reach.last)}. Sự kiện đã nhận sẽ đến lần nữa, cùng mã webhook-id.`, `Kept are ${n(reach.first)} to ${n(reach.last)}. What was taken comes again, under the same webhook-id.`)} />{reason('replay')}<Button>{t('Gửi lại', 'Send again')}</Button></AdminForm></Details>
        <Details summary={t('Đổi khóa ký', 'Renew the key')}><p class="govuk-body">{t('Khóa mới hiện một lần. Khóa cũ còn ký song song 24 giờ để hệ thống nhận kịp đổi.', 'The new key is shown once. The old one signs beside it for 24 hours.')}</p><ActButton frame={frame} action={`${path}/khoa`}>{t('Tạo khóa mới', 'Make a new key')}</ActButton></Details>
        <Details summary={t('Bỏ địa chỉ nhận', 'Remove the webhook')} open={form === 'remove'}><AdminForm frame={frame} action={`${path}/bo`}><p class="govuk-body">{t('Cổng không gửi nữa. Quyền vẫn còn, hệ thống tự đọc được. Đặt lại về sau thì chỉ nhận sự kiện mới.', 'Nothing is sent any more; the right stays. Registered again, it hears only what is new.')}</p>{reason('remove')}<Button tone="warning">{t('Bỏ địa chỉ', 'Remove')}</Button></AdminForm></Details></>}
    </>}
  </> })
}
