import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { ActButton, AdminForm, adminPage, Button, ButtonGroup, choose, Details, faultOf, FileInput, formatDateTime, InsetText, Input, say, SummaryCard, Table, Tag, type Fault, type Frame } from '../../../../ui/index.ts'
import type { ProposalRow } from '../../admin-procedures.ts'
import type { ScenarioOutcome } from '../../domain/pack-check-scenarios.ts'
import { diffPacks } from '../../domain/pack-diff.ts'
import { PACK_FAULTS, type PackFault } from '../../domain/pack-faults.ts'
import { placeSayer } from '../../domain/pack-place.ts'
import type { ConfiguredCase } from '../../queries.ts'
import { PackSummary } from './pack.tsx'
import { CaseView, PackDiff, Scenarios } from './pack-parts.tsx'
import { PROCEDURES } from './procedures.tsx'

export interface ProposalView {
  readonly proposal: ProposalRow; /** the pack in force or to come */ readonly present: ConfiguredCase | undefined
  readonly faults: readonly PackFault[]; readonly outcomes: readonly ScenarioOutcome[]; readonly names: ReadonlyMap<string, string>
  readonly history: readonly { readonly version: number; readonly changedAt: Date; readonly by: string | null }[]; readonly fields: Fields
}

/** The same said of several places is one line; what keeps the pack out stands first. */
function linesOf(faults: readonly PackFault[]) {
  return [...Map.groupBy(faults, ({ code, message }) => `${code} ${message.vi}`).values()].flatMap((group) => { const [first] = group; return first ? [{ ...first, places: group.map(({ at }) => at) }] : [] })
    .toSorted((a, b) => Number(a.severity === 'warn') - Number(b.severity === 'warn'))
}

function Report({ view, frame }: { readonly view: ProposalView; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const place = placeSayer(view.proposal.pack)
  const refusals = view.faults.filter(({ severity }) => severity === 'refuse').length
  return (
    <section id="bao-cao">
      <h2 class="govuk-heading-m">{t('Báo cáo kiểm tra', 'Report')} {refusals === 0 ? <Tag tone="green">{t('Công bố được', 'May be published')}</Tag> : <Tag tone="red">{t(`${refusals} chỗ phải sửa`, `${refusals} to correct`)}</Tag>}</h2>
      <Table caption={t('Báo cáo kiểm tra', 'Report')} captionHidden rows={linesOf(view.faults)} keyOf={({ code, message }) => `${code} ${message.vi}`} empty={<p class="govuk-body">{t('Không có gì phải sửa.', 'Nothing to correct.')}</p>} columns={[
        { id: 'why', header: t('Vì sao', 'Why'), main: true, cell: ({ message }) => say(message, frame.lang) },
        { id: 'severity', header: t('Mức', 'Severity'), cell: ({ severity }) => severity === 'refuse' ? <Tag tone="red">{t('Phải sửa', 'Must be corrected')}</Tag> : <Tag tone="yellow">{t('Nên xem', 'Have a look')}</Tag> },
        { id: 'at', header: t('Chỗ', 'Place'), cell: ({ places }) => places.map((at) => <div key={at} title={at}>{place(at, frame.lang)}</div>) },
        { id: 'cure', header: t('Cách sửa', 'Cure'), cell: ({ code }) => say(PACK_FAULTS[code].cure, frame.lang) },
      ]} />
    </section>
  )
}

function Publish({ view, frame, faults, base, same }: { readonly same: boolean; readonly view: ProposalView; readonly frame: Frame; readonly faults: readonly Fault[]; readonly base: string }) {
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(view.fields, name), error: faultOf(faults, name) })
  const day = t('ngày/tháng/năm', 'day/month/year')
  return (
    <section id="cong-bo">
      <h2 class="govuk-heading-m">{t('Công bố', 'Publish')}</h2>
      {view.faults.some(({ severity }) => severity === 'refuse') ? <InsetText>{t('Chưa công bố được: báo cáo còn chỗ phải sửa.', 'It may not be published yet: the report has places to correct.')}</InsetText> : same ? <InsetText>{t('Chưa có gì để công bố: bản soạn giống hệt gói đang áp dụng.', 'Nothing to publish: the proposal is the pack in force.')}</InsetText> : (
        <AdminForm frame={frame} action={`${base}/cong-bo`} version={view.proposal.version}>
          <input type="hidden" name="base" value={view.present?.id ?? ''} />
          <Input {...of('decision')} label={t('Số quyết định công bố', 'Decision')} hint={t('Ví dụ: 123/QĐ-UBND', 'For example 123/QĐ-UBND')} />
          <Input {...of('decidedOn')} label={t('Ngày ký quyết định', 'Signed on')} hint={day} width={10} />
          <Input {...of('from')} label={t('Áp dụng từ ngày', 'In force from')} hint={t('ngày/tháng/năm; ít nhất 5 ngày làm việc sau ngày ký (NĐ 63/2010 Đ15)', 'day/month/year; at least 5 working days after the signature (NĐ 63/2010 Đ15)')} width={10} />
          <Input {...of('shortenedOn')} label={t('Văn bản ban hành theo thủ tục rút gọn, ký ngày', 'Rule of the shortened procedure, signed on')} hint={day} width={10} optional />
          <Input {...of('lateReason')} label={t('Lý do nếu công bố chậm', 'Reason if it is late')} optional />
          <p class="govuk-body">{t('Hồ sơ nộp từ ngày áp dụng theo gói này; hồ sơ đã nộp giữ gói cũ. Bản giao sau không ghi đè.', 'Dossiers filed from that day follow this pack, earlier ones keep theirs. Deliveries do not overwrite it.')}</p>
          <Button>{t('Công bố', 'Publish')}</Button>
        </AdminForm>
      )}
    </section>
  )
}

/** The pack under way: what it changes, what stands against it, how its examples come out, and the decision that puts it into force. */
export function proposalPage(frame: Frame, actor: OfficerActor, view: ProposalView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { proposal, present } = view
  const { pack, version } = proposal
  const base = `${PROCEDURES}/${pack.code}/de-xuat`
  const changes = present ? diffPacks(present.pack, pack) : []
  const accept = ({ scenario, now }: ScenarioOutcome) => Object.keys(now).length === 0 ? <span class="ts-quiet">{t('Sửa trong tệp', 'Correct it in the file')}</span>
    : <ActButton frame={frame} action={`${base}/tinh-huong`} values={{ version: String(version), scenario: scenario.name }}>{t('Kết quả mới đúng, cập nhật', 'The new outcome is right: update')}<span class="govuk-visually-hidden"> {scenario.name}</span></ActButton>
  return adminPage({
    frame, title: t(`Bản soạn: ${pack.name.vi}`, `Proposal: ${say(pack.name, 'en')}`), agency: actor.agencyName, faults, back: { href: `${PROCEDURES}/${pack.code}`, text: t('Thủ tục', 'The procedure') },
    lead: t(`${pack.code} · bản ${version}, sửa lúc ${formatDateTime(proposal.changedAt)} bởi ${view.names.get(proposal.changedBy) ?? '–'}. Chưa ai ngoài quản trị thấy bản này.`, `${pack.code} · version ${version}, changed ${formatDateTime(proposal.changedAt, 'en')} by ${view.names.get(proposal.changedBy) ?? '–'}. Only administrators see it.`),
    children: <>
      <SummaryCard title={t('Sửa bản soạn', 'Change the proposal')}>
        <ul class="govuk-list">
          <li><a class="govuk-link" href={`${base}/chung`}>{t('Tên, giới thiệu, quyết định, mức trực tuyến', 'Name, summary, decision, online level')}</a></li>
          {pack.cases.map((of) => <li key={of.id}><a class="govuk-link" href={`${base}/truong-hop/${of.id}`}>{t(`Thời hạn, mức thu, giấy tờ, quy trình: ${of.title.vi}`, `Time, fees, papers, process: ${say(of.title, 'en')}`)}</a></li>)}
        </ul>
        <ButtonGroup><Button tone="secondary" size="small" href={`${base}/tai-ve`}>{t('Tải bản soạn về (JSON)', 'Download (JSON)')}</Button></ButtonGroup>
        <Details summary={t('Thay bằng tệp khác', 'Replace it with a file')} open={faultOf(faults, 'file') !== undefined}>
          <AdminForm frame={frame} action={`${base}/tep`} version={version} files>
            <FileInput name="file" label={t('Tệp gói (JSON)', 'Pack file (JSON)')} hint={t('Cùng mã thủ tục, tối đa 2 MB.', 'Of the same procedure, at most 2 MB.')} error={faultOf(faults, 'file')} accept=".json,application/json" /><Button tone="secondary">{t('Thay', 'Replace')}</Button>
          </AdminForm>
        </Details>
      </SummaryCard>
      <Report view={view} frame={frame} />
      <Scenarios outcomes={view.outcomes} frame={frame} act={accept} />
      <section id="khac-biet">
        <h2 class="govuk-heading-m">{t('Khác gói đang áp dụng ở đâu', 'How it differs from the pack in force')}</h2>
        {present ? <PackDiff changes={changes} before={present.pack} after={pack} frame={frame} /> : <p class="govuk-body">{t('Thủ tục chưa có gói nào đang áp dụng: tất cả đều mới.', 'No pack is in force: all of it is new.')}</p>}
      </section>
      <Publish view={view} frame={frame} faults={faults} base={base} same={present !== undefined && changes.length === 0} />
      <Details summary={t('Xem toàn bộ bản soạn', 'See the whole proposal')}><PackSummary pack={pack} frame={frame} />{pack.cases.map((of) => <CaseView key={of.id} of={of} frame={frame} />)}</Details>
      <Details summary={t('Bỏ bản soạn', 'Give the proposal up')} open={faultOf(faults, 'withdrawReason') !== undefined}>
        <AdminForm frame={frame} action={`${base}/rut`} version={version}><Input name="withdrawReason" label={t('Lý do', 'Reason')} value={fieldOf(view.fields, 'withdrawReason')} error={faultOf(faults, 'withdrawReason')} /><Button tone="warning">{t('Bỏ bản soạn', 'Give it up')}</Button></AdminForm>
      </Details>
      <Table caption={t('Các bản trước của bản soạn', 'Earlier versions of the proposal')} rows={view.history} keyOf={(row) => String(row.version)} empty={<></>} columns={[
        { id: 'n', header: t('Bản', 'Version'), main: true, cell: (row) => row.version },
        { id: 'who', header: t('Sửa lúc', 'Changed at'), cell: (row) => <>{formatDateTime(row.changedAt, frame.lang)}<small>{view.names.get(row.by ?? '') ?? ''}</small></> },
        { id: 'do', header: '', cell: (row) => <ActButton frame={frame} action={`${base}/dung-lai`} values={{ version: String(version), restore: String(row.version) }}>{t('Dùng lại', 'Restore')}<span class="govuk-visually-hidden"> {t('bản', 'version')} {row.version}</span></ActButton> },
      ]} />
    </>,
  })
}
