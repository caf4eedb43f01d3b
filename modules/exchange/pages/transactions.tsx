import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { addressOf, AdminForm, Button, choose, Details, EmptyState, faultOf, formatDateTime, formatNumber, Input, Pagination, Select, SummaryList, Table, Tag, Textarea, type Lang } from '../../../ui/index.ts'
import type { Looked } from '../acts/look-at-message.ts'
import { isSteward } from '../acts/registry-row.ts'
import { RECORD_FIELDS } from '../domain/record.ts'
import type { SubsystemRow, ServiceRow } from '../queries/registry.ts'
import type { TransactionDetail, TransactionRow } from '../queries/transactions.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { optionsOf, wordOf } from './words.tsx'

const PATH = `${CONSOLE}/giao-dich`
/** `17:48:12,345 29/11/2026`: the log is read by the millisecond. */
const exactTime = (at: Date): string => { const local = new Date(at.getTime() + 7 * 3_600_000).toISOString(); return `${local.slice(11, 19)},${local.slice(20, 23)} ${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)}` }
export const Outcome = ({ row, lang }: { readonly row: { succeeded: boolean; refused: boolean; status: number }; readonly lang: Lang }) => row.refused ? <Tag tone="yellow">{wordOf('outcome', 'refused', lang)}</Tag> : row.succeeded ? row.status >= 400 ? <Tag tone="yellow">{wordOf('outcome', 'declined', lang)}</Tag> : <Tag tone="green">{wordOf('outcome', 'passed', lang)}</Tag> : <Tag tone="red">{wordOf('outcome', 'failed', lang)}</Tag>

export interface TransactionsView { readonly rows: readonly TransactionRow[]; readonly parameters: Readonly<Record<string, string | undefined>>; readonly next: string | undefined; readonly subsystems: readonly SubsystemRow[]; readonly services: readonly ServiceRow[] }
/** Search in the log: by ids at once, by parties and days along their indexes. */
export function transactionsPage(desk: Desk, { rows, parameters, next, subsystems, services }: TransactionsView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const of = (name: string) => ({ name, value: parameters[name] ?? '', error: faultOf(desk.faults ?? [], name) })
  return consolePage({ desk, title: t('Giao dịch', 'Transactions'), lead: t('Mỗi lượt gọi một dòng, có mã băm và lô ký số làm chứng. Tìm theo mã giao dịch hoặc mã thông điệp không cần ngày.', 'Every call is a row, with hashes and a signed batch as evidence. Ids are found without a day.'), tools: <Button tone="secondary" href={addressOf(`${CONSOLE}/giao-dich.csv`, { ...parameters, sau: undefined })}>{t('Tải CSV', 'Download CSV')}</Button>, children: <>
    <form method="get" action={PATH} class="ts-filters ts-filters--wide" role="search">
      <Input {...of('ma')} label={t('Mã giao dịch', 'Transaction id')} /><Input {...of('thong-diep')} label={t('Mã thông điệp', 'Message id')} /><Input {...of('bam')} label={t('Mã băm yêu cầu hoặc trả lời', 'Request or response hash')} />
      <Select {...of('he-thong')} label={t('Hệ thống gọi', 'Consumer')} placeholder={t('Mọi hệ thống', 'Every subsystem')} options={subsystems.map(row => ({ value: String(row.number), label: `${row.name} (${row.memberCode})` }))} /><Select {...of('dich-vu')} label={t('Dịch vụ', 'Service')} placeholder={t('Mọi dịch vụ', 'Every service')} options={services.map(row => ({ value: String(row.number), label: row.name }))} />
      <Select {...of('ket-qua')} label={t('Kết quả', 'Outcome')} placeholder={t('Tất cả', 'All')} options={optionsOf('outcome', frame.lang)} /><Input {...of('tu')} label={t('Từ ngày', 'From')} width={10} /><Input {...of('den')} label={t('Đến ngày', 'To')} width={10} /><Button tone="secondary">{t('Tìm', 'Search')}</Button>
    </form>
    <Table caption={t('Giao dịch', 'Transactions')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<EmptyState title={t('Không có giao dịch nào khớp', 'No transaction matches')} text={t('Mở rộng khoảng ngày, hoặc bỏ bớt điều kiện.', 'Widen the days, or drop a condition.')}><Button tone="secondary" href={PATH}>{t('Bỏ điều kiện', 'Drop the conditions')}</Button></EmptyState>} columns={[
      { id: 'at', header: t('Lúc', 'At'), main: true, cell: row => <><a class="govuk-link" href={`${PATH}/${row.id}`}>{exactTime(row.at)}</a><small class="ts-code">{row.id}</small></> }, { id: 'client', header: t('Hệ thống gọi', 'Consumer'), cell: row => <>{row.client ?? '–'}<small>{row.clientMember}</small></> },
      { id: 'service', header: t('Dịch vụ', 'Service'), cell: row => <>{row.service ?? '–'}<small class="ts-code">{row.method} {row.path}</small></> }, { id: 'outcome', header: t('Kết quả', 'Outcome'), cell: row => <><Outcome row={row} lang={frame.lang} /><small>{row.status}</small></> }, { id: 'ms', header: 'ms', numeric: true, cell: row => formatNumber(row.tookMs, frame.lang) }]} />
    <Pagination nextHref={next} /></> })
}

export interface TransactionView { readonly transaction: TransactionDetail; readonly fields: Fields; readonly looked: Looked | undefined }
export function transactionPage(desk: Desk, { transaction, fields, looked }: TransactionView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const value = (name: (typeof RECORD_FIELDS)[number]): string => { const found = transaction.record[RECORD_FIELDS.indexOf(name)]; return found === null || found === undefined ? '' : String(found) }
  const time = (name: (typeof RECORD_FIELDS)[number]): string => value(name) === '' ? '' : `${new Date(Number(value(name)) + 7 * 3_600_000).toISOString().slice(11, 23)} (${value(name)})`
  const succeeded = value('succeeded') === 'true'
  return consolePage({ desk, title: t('Một giao dịch', 'One transaction'), back: { href: PATH, text: t('Giao dịch', 'Transactions') }, children: <>
    <p class="ts-sentence"><strong>{transaction.client ?? t('Hệ thống không rõ', 'Somebody unknown')}</strong> {t('gọi', 'called')} <strong>{transaction.service ?? (value('serviceCode') || '–')}</strong> {t('lúc', 'at')} {formatDateTime(transaction.at, frame.lang)}. <Outcome row={{ succeeded, refused: transaction.refused, status: Number(value('statusCode')) }} lang={frame.lang} /></p>
    {value('faultCode') !== '' && <SummaryList rows={[{ key: t('Mã lỗi', 'Fault'), value: <span class="ts-code">{value('faultCode')}</span> }, { key: t('Lời báo', 'Message'), value: value('faultString') }]} />}
    <h2 class="govuk-heading-m">{t('Bằng chứng', 'Evidence')}</h2>
    <dl class="ts-kv"><dt>{t('Mã giao dịch', 'Transaction id')}</dt><dd class="ts-code">{transaction.id}</dd><dt>{t('Mã băm yêu cầu (SHA-512)', 'Request hash (SHA-512)')}</dt><dd class="ts-code">{value('requestHash') || t('không giữ', 'none kept')}</dd><dt>{t('Mã băm trả lời (SHA-512)', 'Response hash (SHA-512)')}</dt><dd class="ts-code">{value('responseHash') || t('không giữ', 'none kept')}</dd>
      <dt>{t('Mức chứng cứ', 'Evidence mode')}</dt><dd>{transaction.evidence === null ? '–' : wordOf('evidence', transaction.evidence, frame.lang)}</dd><dt>{t('Lô', 'Batch')}</dt><dd>{transaction.gateway}, {t('số', 'no.')} {formatNumber(transaction.seq, frame.lang)}, {t('lá', 'leaf')} {transaction.leaf}{transaction.batch && <>, {t('có', 'of')} {formatNumber(transaction.batch.records, frame.lang)} {t('giao dịch', 'records')}</>}</dd>
      <dt>{t('Chữ ký của lô', 'Signature of the batch')}</dt><dd>{transaction.batch === undefined ? t('Lô ở kho lưu trữ', 'The batch is archived') : transaction.batch.sound ? <Tag tone="green">{t('Khớp', 'Holds')}</Tag> : <Tag tone="red">{t('Không khớp', 'Does not hold')}</Tag>}</dd></dl>
    {transaction.batch && <Details summary={t('Nội dung đã ký của lô', 'Signed text of the batch')}><pre class="ts-code" tabindex={0}>{transaction.batch.note}</pre></Details>}
    <h2 class="govuk-heading-m">{t('38 trường theo X-Road', 'The 38 fields of X-Road')}</h2>
    <dl class="ts-kv ts-kv--lines">{RECORD_FIELDS.slice(0, 38).map(row => <div key={row}><dt class="ts-code">{row}</dt><dd class="ts-code">{(row.endsWith('Ts') ? time(row) : value(row)) || '–'}</dd></div>)}</dl>
    <h2 class="govuk-heading-m">{t('Nội dung thông điệp', 'Message bodies')}</h2>
    {(isSteward(actor) ? transaction.bodies === 0 : transaction.evidence !== 'full') ? <p class="govuk-body ts-quiet">{t('Dịch vụ này không giữ nội dung; chỉ có mã băm.', 'This service keeps no bodies, only their hashes.')}</p> : looked !== undefined ? <>{([[t('Yêu cầu', 'Request'), looked.request], [t('Trả lời', 'Response'), looked.response]] as const).map(([name, text]) => <section key={name}><h3 class="govuk-heading-s">{name}</h3><pre class="ts-code" tabindex={0}>{text ?? t('Không giữ (quá lớn)', 'Not kept (too large)')}</pre></section>)}</>
      : isSteward(actor) ? <AdminForm frame={frame} action={`${PATH}/${transaction.id}/xem`}><p class="govuk-body">{t('Nội dung được niêm phong. Lần xem này được ghi vào nhật ký hệ thống cùng lý do.', 'The bodies are sealed. Looking is written into the ledger, with the reason.')}</p><Textarea name="reason" label={t('Lý do xem', 'Why you look')} value={fieldOf(fields, 'reason')} error={faultOf(desk.faults ?? [], 'reason')} rows={2} /><Button tone="warning">{t('Xem nội dung', 'Show the bodies')}</Button></AdminForm> : <p class="govuk-body">{t('Chỉ quản trị tỉnh mở được nội dung, có lý do và được ghi lại.', 'Only administrators open bodies, with a reason that is kept.')}</p>}
  </> })
}
