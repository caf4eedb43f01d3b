import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { ActButton, AdminForm, adminPage, Button, ButtonGroup, choose, Details, EmptyState, faultOf, formatDateTime, formatIsoDate, InsetText, Input, Radios, SummaryCard, SummaryList, Table, Tag, type Fault, type Frame } from '../../../../ui/index.ts'
import type { AdminProcedure, PackRow } from '../../admin-procedures.ts'
import { packPeriod } from './pack-parts.tsx'
import { PROCEDURES } from './procedures.tsx'

export interface VersionRow { readonly version: number; readonly validFrom: string; readonly validTo: string | null; readonly decision: string; readonly source: string; readonly name: string }
export interface ProcedureAdminView { readonly procedure: AdminProcedure; readonly versions: readonly VersionRow[]; readonly names: ReadonlyMap<string, string>; readonly fields: Fields }

const STANDING = { 'in-force': ['green', 'Đang áp dụng', 'In force'], 'to-come': ['blue', 'Sắp áp dụng', 'To come'], past: ['grey', 'Đã thay', 'Past'], void: ['yellow', 'Không áp dụng ngày nào', 'Never in force'] } as const satisfies Record<PackRow['standing'], readonly [string, string, string]>

function Packs({ view, frame }: { readonly view: ProcedureAdminView; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const { packs, code } = view.procedure
  const base = `${PROCEDURES}/${code}`
  return <Table caption={t('Các gói', 'Packs')} rows={packs} keyOf={(row) => row.id}
    empty={<EmptyState title={t('Chưa có gói nào', 'No pack yet')} text={t('Thủ tục này mới chỉ đọc được. Tải một gói lên để nhận hồ sơ tại đây.', 'It can only be read so far. Upload a pack to take dossiers here.')}><Button href={`${PROCEDURES}/tai-len`}>{t('Tải gói lên', 'Upload a pack')}</Button></EmptyState>}
    columns={[
      { id: 'when', header: t('Áp dụng', 'In force'), main: true, cell: (row) => <a class="govuk-link" href={`${base}/goi/${row.id}`}>{packPeriod(row, frame.lang)}</a> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: (row) => <Tag tone={STANDING[row.standing][0]}>{t(STANDING[row.standing][1], STANDING[row.standing][2])}</Tag> },
      { id: 'decision', header: t('Quyết định', 'Decision'), cell: (row) => <>{row.approvedBy}<small>{formatIsoDate(row.approvedOn, frame.lang)}{row.amended ? t(' · do tỉnh sửa', ' · changed here') : ''}</small></> },
      { id: 'diff', header: '', cell: (row) => row === packs.at(-1) ? '' : <a class="govuk-link" href={`${base}/goi/${row.id}/so-sanh`}>{t('So với gói trước', 'Compare with the one before')}<span class="govuk-visually-hidden"> {row.validFrom}</span></a> },
    ]} />
}

/** One procedure as it is configured here: its packs, the one under way, where it is filed, its national wordings. */
export function procedureAdminPage(frame: Frame, actor: OfficerActor, view: ProcedureAdminView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { procedure, fields } = view
  const base = `${PROCEDURES}/${procedure.code}`
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const [inForce, coming] = [procedure.packs.find(({ standing }) => standing === 'in-force'), procedure.packs.find(({ standing, validTo }) => standing === 'to-come' && validTo === null)]
  const open = procedure.packs.find(({ validTo }) => validTo === null)
  const { proposal } = procedure
  return adminPage({
    frame, title: procedure.name, agency: actor.agencyName, faults, back: { href: PROCEDURES, text: t('Thủ tục', 'Procedures') }, lead: `${procedure.code} · ${procedure.field}`,
    children: <>
      {procedure.status !== 'published' && <InsetText>{procedure.status === 'abolished' ? t('Thủ tục đã bãi bỏ: không hiện trên trang công khai, không nhận hồ sơ mới.', 'Abolished: not on the public pages, takes no new dossiers.') : t('Thủ tục đang ẩn: không hiện trên trang công khai, không nhận hồ sơ mới.', 'Hidden: not on the public pages, takes no new dossiers.')}</InsetText>}
      <SummaryCard title={t('Tại tỉnh', 'Here')} tools={<a class="govuk-link" href={`/thu-tuc/${procedure.code}`}>{t('Xem như người dân', 'See it as people do')}</a>}>
        <SummaryList rows={[
          { key: t('Gói đang áp dụng', 'Pack in force'), value: inForce ? <a class="govuk-link" href={`${base}/goi/${inForce.id}`}>{inForce.approvedBy}</a> : t('Không có', 'None'), ...(inForce ? { note: packPeriod(inForce, frame.lang) } : {}) },
          ...(coming ? [{ key: t('Sắp áp dụng', 'To come'), value: <a class="govuk-link" href={`${base}/goi/${coming.id}`}>{coming.approvedBy}</a>, note: packPeriod(coming, frame.lang) }] : []),
          { key: t('Bản soạn', 'Proposal'), value: proposal ? <a class="govuk-link" href={`${base}/de-xuat`}>{t(`Bản ${proposal.version}, sửa lúc ${formatDateTime(proposal.changedAt)}`, `Version ${proposal.version}, changed ${formatDateTime(proposal.changedAt, 'en')}`)}</a> : t('Chưa có', 'None'), ...(proposal ? { note: view.names.get(proposal.changedBy) ?? '' } : {}) },
          { key: t('Nơi tiếp nhận', 'Where it is filed'), value: <a class="govuk-link" href={`${base}/noi-nhan`}>{t(`${procedure.offers} cơ quan`, `${procedure.offers} agencies`)}</a> },
        ]} />
        {!proposal && <ButtonGroup>{open && <ActButton frame={frame} action={`${base}/de-xuat`}>{t('Soạn gói mới từ gói này', 'Begin a new pack from this one')}</ActButton>}<Button tone="secondary" size="small" href={`${PROCEDURES}/tai-len`}>{t('Tải gói lên từ tệp', 'Upload a pack')}</Button></ButtonGroup>}
      </SummaryCard>
      <Packs view={view} frame={frame} />
      {coming && <Details summary={t('Thu hồi gói sắp áp dụng', 'Take the coming pack back')} open={faultOf(faults, 'recallReason') !== undefined}>
        <p class="govuk-body">{t('Gói trước tiếp tục áp dụng.', 'The pack before it runs on.')}</p>
        <AdminForm frame={frame} action={`${base}/thu-hoi`}><input type="hidden" name="base" value={coming.id} /><Input {...of('recallReason')} label={t('Lý do', 'Reason')} /><Button tone="warning">{t('Thu hồi', 'Take back')}</Button></AdminForm>
      </Details>}
      {open && <Details summary={t('Ngừng nhận hồ sơ trên trang này', 'End filing on this site')} open={['lastDay', 'decision', 'reason'].some((name) => faultOf(faults, name) !== undefined)}>
        <p class="govuk-body">{t('Trang thủ tục vẫn đọc được; hồ sơ đã nộp vẫn được giải quyết. Muốn nhận lại, công bố gói mới.', 'The page can still be read; dossiers already filed go on. A new publication opens it again.')}</p>
        <AdminForm frame={frame} action={`${base}/cham-dut`}><input type="hidden" name="base" value={open.id} />
          <Input {...of('lastDay')} label={t('Ngày nhận cuối cùng', 'Last day')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} /><Input {...of('decision')} label={t('Số quyết định', 'Decision')} /><Input {...of('reason')} label={t('Lý do', 'Reason')} />
          <Button tone="warning">{t('Ngừng nhận', 'End filing')}</Button></AdminForm>
      </Details>}
      <Details summary={t('Ẩn, bãi bỏ hoặc công khai lại', 'Hide, abolish or publish again')} open={['status', 'statusReason', 'statusDecision'].some((name) => faultOf(faults, name) !== undefined)}>
        <AdminForm frame={frame} action={`${base}/trang-thai`} version={procedure.version}>
          <Radios name="status" label={t('Trên trang công khai', 'On the public pages')} value={fieldOf(fields, 'status') || procedure.status} error={faultOf(faults, 'status')} options={[{ value: 'published', label: t('Công khai', 'Published') }, { value: 'hidden', label: t('Ẩn để chỉnh lại', 'Hidden while it is put right') }, { value: 'abolished', label: t('Bãi bỏ', 'Abolished') }]} />
          <Input {...of('statusDecision')} label={t('Số quyết định', 'Decision')} optional hint={t('Bắt buộc khi bãi bỏ.', 'Needed to abolish.')} /><Input {...of('statusReason')} label={t('Lý do', 'Reason')} />
          <Button tone="secondary">{t('Lưu', 'Save')}</Button></AdminForm>
      </Details>
      <Table caption={t('Các bản công bố', 'Published wordings')} rows={view.versions} keyOf={(row) => String(row.version)} empty={<p class="govuk-body">{t('Chưa công bố.', 'Not published yet.')}</p>} columns={[
        { id: 'n', header: t('Bản', 'Version'), main: true, cell: (row) => <>{row.version}. {row.name}</> },
        { id: 'when', header: t('Áp dụng', 'In force'), nowrap: true, cell: (row) => packPeriod(row, frame.lang) },
        { id: 'decision', header: t('Quyết định', 'Decision'), cell: (row) => row.decision || '–' },
        { id: 'source', header: t('Nguồn', 'Source'), cell: (row) => row.source === 'province-pack' ? t('Gói của tỉnh', 'Province pack') : t('Danh mục quốc gia', 'National catalogue') },
      ]} />
    </>,
  })
}
