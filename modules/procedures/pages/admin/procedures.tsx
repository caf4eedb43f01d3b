import type { OfficerActor } from '../../../../kernel/actor.ts'
import { addressOf, adminPage, ADMIN_PAGE_SIZE, Button, choose, Details, EmptyState, FilterChips, ListPages, say, SearchBox, Select, Table, Tag, type Frame } from '../../../../ui/index.ts'
import { LEVELS, ONLINE_LEVELS } from '../../domain/content.ts'
import type { ProcedureFilter, ProcedureRow } from '../../admin-procedures.ts'
import { levelTexts, onlineTexts } from '../../texts.ts'

export const PROCEDURES = '/quan-tri/thu-tuc'

export interface ProceduresView { readonly filter: ProcedureFilter; readonly rows: readonly ProcedureRow[]; readonly total: number; readonly fields: readonly string[]; readonly agencies: readonly string[] }

function standing(row: ProcedureRow, t: (vi: string, en: string) => string) {
  return <>
    {row.status !== 'published' ? <Tag tone="red">{row.status === 'abolished' ? t('Đã bãi bỏ', 'Abolished') : t('Đang ẩn', 'Hidden')}</Tag> : row.configured ? <Tag tone="green">{t('Nộp được tại đây', 'Filed here')}</Tag> : row.ever ? <Tag tone="yellow">{t('Đã ngừng nhận', 'No longer filed')}</Tag> : <Tag>{t('Chỉ tra cứu', 'To read only')}</Tag>}
    {row.proposal && <> <Tag tone="blue">{t('Có bản soạn', 'Proposal open')}</Tag></>}
    {row.behind && <small>{t('Bản công bố quốc gia đã đổi sau khi gói được duyệt', 'The national wording changed after the pack was approved')}</small>}
  </>
}

/** Every procedure that is known here; those that can be filed come first. */
export function proceduresAdminPage(frame: Frame, actor: OfficerActor, view: ProceduresView): string {
  const t = choose(frame.lang)
  const { filter } = view
  const { page: _, ...kept } = filter
  const chip = (state: string, vi: string, en: string) => ({ text: t(vi, en), href: addressOf(PROCEDURES, { ...kept, state }), current: filter.state === state })
  const narrowed = [filter.field, filter.level, filter.agency, filter.online].some((value) => value !== '')
  return adminPage({
    frame, title: t('Thủ tục', 'Procedures'), agency: actor.agencyName, tools: <Button href={`${PROCEDURES}/tai-len`}>{t('Tải gói lên', 'Upload a pack')}</Button>,
    lead: t('Gói là cách một thủ tục được nộp và giải quyết tại tỉnh: câu hỏi, giấy tờ, thời hạn, mức thu, quy trình. Gói đổi theo quyết định, hồ sơ đã nộp giữ gói cũ.', 'A pack is how a procedure is filed and handled here: questions, papers, time limits, fees, process. It changes by decision; dossiers keep theirs.'),
    children: <>
      <SearchBox action={PROCEDURES} label={t('Tên hoặc mã thủ tục', 'Name or code')} value={filter.q} small keep={Object.fromEntries(Object.entries(kept).filter(([name, value]) => name !== 'q' && value !== ''))} />
      <FilterChips label={t('Tình trạng', 'State')} chips={[chip('', 'Tất cả', 'All'), chip('configured', 'Nộp được tại đây', 'Filed here'), chip('imported', 'Chỉ tra cứu', 'To read only'), chip('proposal', 'Có bản soạn', 'Proposal open'), chip('behind', 'Cần đối chiếu', 'To be compared'), chip('amended', 'Do tỉnh sửa', 'Changed here'), chip('ended', 'Đã ngừng nhận', 'No longer filed'), chip('hidden', 'Ẩn, bãi bỏ', 'Hidden, abolished')]} />
      <Details summary={t('Lọc kỹ hơn', 'More filters')} open={narrowed}>
        <form method="get" action={PROCEDURES} class="ts-filters">
          {filter.q !== '' && <input type="hidden" name="q" value={filter.q} />}{filter.state !== '' && <input type="hidden" name="state" value={filter.state} />}
          <Select name="field" label={t('Lĩnh vực', 'Field')} placeholder={t('Tất cả', 'All')} value={filter.field} options={view.fields.map((value) => ({ value, label: value }))} />
          <Select name="level" label={t('Cấp', 'Level')} placeholder={t('Tất cả', 'All')} value={filter.level} options={LEVELS.map((value) => ({ value, label: say(levelTexts[value], frame.lang) }))} />
          <Select name="agency" label={t('Cơ quan', 'Agency')} placeholder={t('Tất cả', 'All')} value={filter.agency} options={view.agencies.map((value) => ({ value, label: value }))} />
          <Select name="online" label={t('Mức trực tuyến', 'Online level')} placeholder={t('Tất cả', 'All')} value={filter.online} options={ONLINE_LEVELS.map((value) => ({ value, label: say(onlineTexts[value], frame.lang) }))} />
          <Button tone="secondary">{t('Lọc', 'Filter')}</Button>
        </form>
      </Details>
      <Table caption={t('Thủ tục', 'Procedures')} captionHidden keys rows={view.rows} keyOf={(row) => row.code}
        empty={<EmptyState title={t('Không có thủ tục nào khớp', 'No procedure matches')} text={t('Thử gõ ngắn hơn, không cần dấu, hoặc bỏ bớt bộ lọc.', 'Try fewer letters, or fewer filters.')}><Button tone="secondary" href={PROCEDURES}>{t('Xem tất cả', 'See all')}</Button></EmptyState>}
        columns={[
          { id: 'name', header: t('Thủ tục', 'Procedure'), main: true, cell: (row) => <><a class="govuk-link" href={`${PROCEDURES}/${row.code}`}>{row.name}</a><small>{row.code} · {row.field}</small></> },
          { id: 'level', header: t('Cấp', 'Level'), nowrap: true, cell: (row) => row.levels.map((level) => say(levelTexts[level], frame.lang)).join(', ') },
          { id: 'online', header: t('Trực tuyến', 'Online'), nowrap: true, cell: (row) => say(onlineTexts[row.online], frame.lang) },
          { id: 'state', header: t('Tại tỉnh', 'Here'), cell: (row) => standing(row, t) },
        ]} />
      <ListPages path={PROCEDURES} parameters={kept} page={filter.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}
