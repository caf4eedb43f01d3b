import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, listOf, type Fields } from '../../../../kernel/http/fields.ts'
import { addressOf, AdminForm, adminPage, Button, choose, Confirm, CsrfField, EmptyState, faultOf, FilterChips, Input, ListPages, MarkedCount, periodText, SearchBox, Select, Table, Tag, Textarea, say, type Fault, type Frame } from '../../../../ui/index.ts'
import { kindText } from '../../../organisations/index.ts'
import type { OfferRow } from '../../admin-procedures.ts'
import { PROCEDURES } from './procedures.tsx'

export const OFFER_PAGE_SIZE = 30
export interface NamedOffer extends OfferRow { readonly receiver: string; readonly receiverCode: string; readonly decider: string; readonly ended: boolean }
export interface OffersView { readonly code: string; readonly name: string; readonly version: number; readonly filter: { readonly q: string; readonly state: string; readonly page: number }; readonly rows: readonly NamedOffer[]; readonly total: number; readonly kinds: readonly string[]; readonly fields: Fields }

/** Who receives a procedure and who decides it, and since when (NĐ 61/2018 Đ14). */
export function offersPage(frame: Frame, actor: OfficerActor, view: OffersView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { filter, fields } = view
  const base = `${PROCEDURES}/${view.code}/noi-nhan`
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const chip = (state: string, vi: string, en: string) => ({ text: t(vi, en), href: addressOf(base, { q: filter.q, state }), current: filter.state === state })
  const table = <Table caption={t('Nơi tiếp nhận', 'Where it is filed')} captionHidden rows={view.rows} keyOf={(row) => row.id}
    select={filter.state === '' ? { name: 'offers', valueOf: (row) => row.id, labelOf: (row) => row.receiver } : undefined}
    empty={<EmptyState title={t('Chưa có nơi tiếp nhận nào', 'Nobody receives it')} text={t('Chưa nộp được ở đâu. Thêm nơi tiếp nhận ở dưới.', 'It can be filed nowhere. Add agencies below.')} />}
    columns={[
      { id: 'receiver', header: t('Nơi tiếp nhận', 'Receives'), main: true, cell: (row) => <><a class="govuk-link" href={`/quan-tri/co-quan/${row.receivingAgencyId}`}>{row.receiver}</a><small>{row.receiverCode}</small></> },
      { id: 'decider', header: t('Nơi giải quyết', 'Decides'), cell: (row) => row.competentAgencyId === row.receivingAgencyId ? t('Tự giải quyết', 'Itself') : row.decider },
      { id: 'how', header: t('Cách nhận', 'How'), cell: (row) => <>{row.boundaryFree && <Tag tone="blue">{t('Phi địa giới', 'From anywhere')}</Tag>}{row.externalUrl !== null && <a class="govuk-link" href={row.externalUrl} rel="noreferrer">{t('Nộp ở hệ thống khác', 'Filed elsewhere')}</a>}</> },
      { id: 'time', header: t('Hiệu lực', 'Valid'), nowrap: true, cell: (row) => periodText(row.validFrom, row.validTo, frame.lang) },
    ]} />
  return adminPage({
    frame, title: t('Nơi tiếp nhận và giải quyết', 'Where it is filed and decided'), agency: actor.agencyName, faults, back: { href: `${PROCEDURES}/${view.code}` }, lead: `${view.name} (${view.code})`,
    children: <>
      <SearchBox action={base} label={t('Tên hoặc mã cơ quan', 'Name or code of an agency')} value={filter.q} small keep={filter.state === '' ? {} : { state: filter.state }} />
      <FilterChips label={t('Lọc', 'Filter')} chips={[chip('', 'Đang và sắp nhận', 'Now and to come'), chip('ended', 'Đã thôi nhận', 'Ended')]} />
      {filter.state !== '' || view.rows.length === 0 ? table : (
        <form method="post" action={`${base}/thoi-nhan`} noValidate>
          <CsrfField token={frame.csrf} /><input type="hidden" name="version" value={view.version} />
          {table}
          <div class="ts-filters"><Input {...of('lastDay')} label={t('Các dòng đã chọn thôi nhận sau ngày', 'The marked rows end after')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} /><Input {...of('reason')} label={t('Lý do hoặc căn cứ', 'Reason')} error={faultOf(faults, 'reason') ?? faultOf(faults, 'offers')} /></div>
          <Button tone="secondary">{t('Thôi nhận', 'End')}<MarkedCount /></Button>
        </form>
      )}
      <ListPages path={base} parameters={{ q: filter.q, state: filter.state }} page={filter.page} total={view.total} size={OFFER_PAGE_SIZE} />
      <h2 class="govuk-heading-m">{t('Thêm hoặc đổi nơi tiếp nhận', 'Add or change')}</h2>
      <p class="govuk-body">{t('Cơ quan đã có trong danh sách thì từ ngày áp dụng theo nội dung mới.', 'An agency that is in the list already follows the new words from that day.')}</p>
      <AdminForm frame={frame} action={`${base}/them`} version={view.version}>
        <Textarea {...of('receivers')} rows={2} label={t('Mã cơ quan tiếp nhận', 'Codes of who receives')} optional hint={t('Cách nhau bằng dấu cách hoặc xuống dòng. Ví dụ: H55.144 H55.138', 'With blanks between. For example H55.144 H55.138')} />
        <Select {...of('kind')} label={t('Hoặc mọi cơ quan loại', 'Or every agency of a kind')} placeholder={t('Không chọn', 'None')} options={view.kinds.map((kind) => ({ value: kind, label: say(kindText(kind), frame.lang) }))} />
        <Input {...of('competent')} label={t('Mã cơ quan giải quyết', 'Code of who decides')} optional hint={t('Để trống nếu nơi tiếp nhận tự giải quyết.', 'Empty: the receiver decides.')} width={20} />
        <Confirm name="boundaryFree" label={t('Phi địa giới: nhận hồ sơ của người ở nơi khác trong tỉnh', 'From anywhere in the province')} checked={listOf(fields, 'boundaryFree').includes('yes')} />
        <Input {...of('externalUrl')} label={t('Nộp ở hệ thống của bộ (địa chỉ)', 'Filed in a ministry’s system (address)')} optional hint={t('Chỉ khi luật giao cho hệ thống đó (NĐ 224/2026 Đ15). Bắt đầu bằng https://', 'Only where the law says so. Begins with https://')} />
        <Input {...of('from')} label={t('Áp dụng từ ngày', 'From')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} />
        <Button>{t('Lưu nơi tiếp nhận', 'Save')}</Button>
      </AdminForm>
    </>,
  })
}
