import type { OfficerActor } from '../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { COUNT_LIMIT, type EntryDetail, type EntryFilter, type EntryLine, type LedgerState } from '../../../kernel/ledger/index.ts'
import { AdminForm, adminPage, ADMIN_PAGE_SIZE, Button, choose, EmptyState, faultOf, formatDateTime, formatNumber, Input, InsetText, ListPages, PrintButton, say, Select, SummaryCard, SummaryList, Table, Tag, type Fault, type Frame } from '../../../ui/index.ts'

const PATH = '/quan-tri/nhat-ky'
type Names = ReadonlyMap<string, string>
type CodeNames = ReadonlyMap<string, { readonly vi: string; readonly en: string }>
/** An act or a type of object in words; a code that nobody named stays a code. */
const inWords = (code: string, names: CodeNames, frame: Frame): string => { const name = names.get(code); return name === undefined ? code : say(name, frame.lang) }

/** Whose acts the ledger holds, in words, by the beginning of their codes. */
export const MODULES: Readonly<Record<string, readonly [string, string] | undefined>> = { 'administration.': ['quản trị', 'administration'], 'calendar.': ['lịch làm việc', 'calendar'], 'datasets.': ['kho dữ liệu', 'datasets'], 'dossiers.': ['hồ sơ', 'dossiers'], 'exchange.': ['liên thông', 'data exchange'], 'identity.': ['tài khoản, đăng nhập', 'accounts and sign-in'], 'indicators.': ['chỉ số, số liệu báo cáo', 'indicators and reports'], 'ledger.': ['nhật ký', 'ledger'], 'notifications.': ['thông báo', 'messages'], 'organisations.': ['cơ quan, vị trí', 'agencies and positions'], 'platform.': ['vận hành', 'operation'], 'procedures.': ['thủ tục', 'procedures'] }
const SYSTEM: Readonly<Record<string, readonly [string, string]>> = { system: ['Hệ thống', 'The system'], anonymous: ['Chưa đăng nhập', 'Not signed in'], citizen: ['Người dân', 'A citizen'], officer: ['Cán bộ', 'An officer'] }
/** Officers act in public office and are named; citizens stay behind their account. */
function whoText(entry: EntryLine, names: Names, frame: Frame): string {
  const { kind, account, name, token } = entry.actor
  const [vi, en] = SYSTEM[kind] ?? [kind, kind]
  const plain = frame.lang === 'vi' ? vi : en
  // a system acted for the officer: which token that was stands in the entry of its making
  const by = token === undefined ? '' : frame.lang === 'vi' ? `, bằng mã truy cập ${token}` : `, by the access token ${token}`
  return kind === 'officer' ? `${names.get(account ?? '') ?? plain}${by}` : kind === 'system' && name ? `${plain} (${name})` : plain
}

function State({ state, frame }: { readonly state: LedgerState; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const broken = state.checkpoint?.validlySigned === false || state.witnesses.some((w) => w.verdict === 'contradicts')
  const verdicts = { agrees: ['green', t('Khớp', 'Agrees')], empty: ['yellow', t('Chưa có gì', 'Empty')], 'unknown-size': ['yellow', t('Không so được', 'Cannot be compared')], contradicts: ['red', t('Không khớp', 'Contradicts')] } as const
  return (
    <SummaryCard title={t('Nhật ký có còn nguyên không', 'Whether the ledger is intact')} tools={broken ? <Tag tone="red">{t('Có dấu hiệu bị sửa', 'Signs of tampering')}</Tag> : state.checkpoint === null ? <Tag tone="yellow">{t('Chưa niêm phong', 'Not sealed yet')}</Tag> : <Tag tone="green">{t('Chữ ký và nhân chứng khớp', 'Signature and witnesses agree')}</Tag>}>
      <SummaryList rows={[
        { key: t('Lần niêm phong cuối', 'Last checkpoint'), value: state.checkpoint === null ? t('Chưa có', 'None') : t(`${formatNumber(state.checkpoint.size)} mục, lúc ${formatDateTime(state.checkpoint.at)}`, `${formatNumber(state.checkpoint.size, 'en')} entries at ${formatDateTime(state.checkpoint.at, 'en')}`), note: state.checkpoint === null ? undefined : state.checkpoint.validlySigned ? t('Chữ ký hợp lệ', 'Validly signed') : t('Chữ ký không hợp lệ: báo ngay đơn vị vận hành', 'The signature does not hold: tell the operator at once') },
        { key: t('Đang chờ niêm phong', 'Waiting for the seal'), value: t(`${formatNumber(state.unsealed)} mục`, `${formatNumber(state.unsealed, 'en')} entries`) },
        ...state.witnesses.map((witness, at) => ({ key: `${t('Nhân chứng', 'Witness')} ${at + 1}`, value: <><Tag tone={verdicts[witness.verdict][0]}>{verdicts[witness.verdict][1]}</Tag> {witness.size === null ? '' : t(`giữ ${formatNumber(witness.size)} mục`, `holds ${formatNumber(witness.size, 'en')} entries`)}</> })),
      ].map(({ key, value, ...rest }) => ({ key, value, ...('note' in rest && rest.note !== undefined ? { note: rest.note } : {}) }))} />
    </SummaryCard>
  )
}

export function ledgerPage(frame: Frame, actor: OfficerActor, view: { readonly filter: EntryFilter; readonly typed: Fields; readonly rows: readonly EntryLine[]; readonly total: number; readonly acts: readonly string[]; readonly names: Names; readonly actNames: CodeNames; readonly objectNames: CodeNames; readonly agencies: Names; readonly state: LedgerState }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(view.typed, name), error: faultOf(faults, name) })
  const modules = [...new Set(view.acts.map((act) => `${act.split('.')[0] ?? ''}.`))]
  return adminPage({
    frame, title: t('Nhật ký', 'Ledger'), agency: actor.agencyName, faults, tools: <PrintButton>{t('In', 'Print')}</PrintButton>,
    lead: t('Ai đã làm gì, với hồ sơ hay tài khoản nào, lúc nào. Không ai sửa hay xóa được một dòng.', 'Who did what, to what, and when. Nobody can change or remove a line.'),
    children: <>
      <State state={view.state} frame={frame} />
      <form method="get" action={PATH} class="ts-filters" role="search">
        <Select name="viec" label={t('Việc', 'Act')} value={view.filter.act} placeholder={t('Mọi việc', 'Every act')} options={[...modules.map((each) => ({ value: each, label: MODULES[each] === undefined ? `${each}*` : t(`Mọi việc: ${MODULES[each][0]}`, `All of: ${MODULES[each][1]}`) })), ...view.acts.map((act) => ({ value: act, label: inWords(act, view.actNames, frame) })).toSorted((a, b) => a.label.localeCompare(b.label, frame.lang))]} />
        <Input {...of('doi-tuong')} label={t('Mã hồ sơ, hoặc mã nội bộ của tài khoản…', 'Dossier code, or inner id of an account…')} />
        <Input {...of('tu')} label={t('Từ ngày', 'From')} />
        <Input {...of('den')} label={t('Đến ngày', 'To')} />
        <Button tone="secondary">{t('Lọc', 'Filter')}</Button>
      </form>
      <Table caption={t('Các mục', 'Entries')} captionHidden keys rows={view.rows} keyOf={(row) => row.id} empty={<EmptyState title={t('Không có mục nào khớp', 'No entry matches')} text={t('Thử nới ngày, hoặc chọn mọi việc.', 'Widen the dates, or choose every act.')}><Button tone="secondary" href={PATH}>{t('Bỏ bộ lọc', 'Drop the filters')}</Button></EmptyState>}
        columns={[
          { id: 'act', header: t('Việc', 'Act'), main: true, cell: (row) => <a class="govuk-link" href={`${PATH}/${row.id}`}>{inWords(row.act, view.actNames, frame)}</a> },
          { id: 'who', header: t('Ai', 'Who'), cell: (row) => <>{whoText(row, view.names, frame)}{row.agency !== null && <small>{view.agencies.get(row.agency) ?? ''}</small>}</> },
          { id: 'what', header: t('Với', 'Object'), cell: (row) => <a class="govuk-link" href={`${PATH}?doi-tuong=${encodeURIComponent(row.objectId)}`} title={row.objectId}>{inWords(row.objectType, view.objectNames, frame)} …{row.objectId.slice(-6)}</a> },
          { id: 'at', header: t('Lúc', 'At'), cell: (row) => formatDateTime(row.at, frame.lang) },
          { id: 'seal', header: t('Niêm phong', 'Sealed'), cell: (row) => row.sealed ? t('Rồi', 'Yes') : t('Đang chờ', 'Waiting') },
        ]} />
      {view.total >= COUNT_LIMIT && <p class="govuk-body-s">{t(`Có từ ${formatNumber(COUNT_LIMIT)} mục trở lên; lọc hẹp hơn để xem hết.`, `${formatNumber(COUNT_LIMIT, 'en')} entries or more; narrow the filter to see all.`)}</p>}
      <ListPages path={PATH} parameters={{ viec: view.filter.act, 'doi-tuong': fieldOf(view.typed, 'doi-tuong'), tu: fieldOf(view.typed, 'tu'), den: fieldOf(view.typed, 'den') }} page={view.filter.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}

/** One entry; what it says about people only after a reason was given. */
export function entryPage(frame: Frame, actor: OfficerActor, view: { readonly entry: EntryDetail; readonly names: Names; readonly actNames: CodeNames; readonly objectNames: CodeNames; readonly roleNames: CodeNames; readonly agencies: Names; readonly content?: { readonly payload: unknown; readonly reason: string | null }; readonly typed: Fields }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { entry, content } = view
  return adminPage({
    frame, title: inWords(entry.act, view.actNames, frame), agency: actor.agencyName, faults, back: { href: PATH, text: t('Nhật ký', 'Ledger') },
    children: <>
      <SummaryList rows={[
        { key: t('Mã việc', 'Code of the act'), value: <code class="ts-preview">{entry.act}</code> },
        { key: t('Ai', 'Who'), value: whoText(entry, view.names, frame), ...(entry.role === null ? {} : { note: `${t('Vai trò', 'Role')}: ${inWords(entry.role, view.roleNames, frame)}` }) },
        { key: t('Cơ quan', 'Agency'), value: entry.agency === null ? '–' : view.agencies.get(entry.agency) ?? entry.agency },
        { key: t('Với', 'Object'), value: <a class="govuk-link" href={`${PATH}?doi-tuong=${encodeURIComponent(entry.objectId)}`}>{inWords(entry.objectType, view.objectNames, frame)} {entry.objectId}</a> },
        { key: t('Lúc', 'At'), value: formatDateTime(entry.at, frame.lang) },
        { key: t('Vị trí trong cây', 'Place in the tree'), value: entry.leafIndex === null ? t('Đang chờ niêm phong', 'Waiting for the seal') : formatNumber(entry.leafIndex, frame.lang) },
        { key: t('Mã băm nội dung', 'Hash of the content'), value: <code class="ts-preview">{entry.payloadHash}</code> },
        { key: t('Mã mục', 'Entry'), value: <code class="ts-preview">{entry.id}</code> },
      ]} />
      {entry.erased ? <InsetText>{t('Nội dung đã được xóa theo yêu cầu của người có dữ liệu; mã băm vẫn còn.', 'The content was erased on request; its hash stays.')}</InsetText>
        : content ? <SummaryCard title={t('Nội dung', 'Content')}><pre class="ts-preview">{JSON.stringify(content.payload, null, 2)}</pre>{content.reason !== null && <p class="govuk-body">{t('Lý do ghi khi đó', 'Reason given then')}: {content.reason}</p>}</SummaryCard>
          : <AdminForm frame={frame} action={`${PATH}/${entry.id}`}>
            <Input name="reason" label={t('Xem nội dung để làm gì?', 'Why do you need the content?')} hint={t('Nội dung có thể có thông tin cá nhân. Lần xem này cũng được ghi vào nhật ký.', 'It may hold personal data. This look is itself recorded.')} value={fieldOf(view.typed, 'reason')} error={faultOf(faults, 'reason')} />
            <Button tone="secondary">{t('Xem nội dung', 'Show the content')}</Button>
          </AdminForm>}
    </>,
  })
}
