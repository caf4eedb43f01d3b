import type { OfficerActor } from '../../../../kernel/actor.ts'
import { ADMIN_PAGE_SIZE, adminPage, Button, choose, EmptyState, formatNumber, Input, ListPages, say, Select, Table, Tag, TwoLines, type Frame } from '../../../../ui/index.ts'
import type { AgencyFilter, AgencyRow } from '../../admin-queries.ts'
import { kindText, LEVEL_TEXTS } from '../../texts.ts'

const PATH = '/quan-tri/co-quan'

/** All agencies in reach, in the order of the tree. */
export function agenciesPage(frame: Frame, actor: OfficerActor, view: { readonly filter: AgencyFilter; readonly rows: readonly AgencyRow[]; readonly total: number; readonly kinds: readonly string[] }): string {
  const t = choose(frame.lang)
  const { filter } = view
  return adminPage({
    frame, title: t('Cơ quan', 'Agencies'), agency: actor.agencyName,
    lead: t('Bấm vào một cơ quan để sửa thông tin, vị trí công tác và người giữ vị trí.', 'Open an agency to change its details, its positions and who holds them.'),
    tools: actor.roles.includes('administrator') ? <Button href={`${PATH}/moi`}>{t('Thêm cơ quan', 'Add an agency')}</Button> : undefined,
    children: <>
      <form method="get" action={PATH} class="ts-filters" role="search">
        <Input name="q" label={t('Tên hoặc mã', 'Name or code')} value={filter.q} />
        <Select name="level" label={t('Cấp', 'Level')} value={filter.level} placeholder={t('Mọi cấp', 'Every level')} options={Object.entries(LEVEL_TEXTS).map(([value, text]) => ({ value, label: say(text, frame.lang) }))} />
        <Select name="kind" label={t('Loại', 'Kind')} value={filter.kind} placeholder={t('Mọi loại', 'Every kind')} options={view.kinds.map((kind) => ({ value: kind, label: say(kindText(kind), frame.lang) }))} />
        <Select name="state" label={t('Tình trạng', 'State')} value={filter.state} placeholder={t('Đang hoạt động', 'At work')} options={[{ value: 'ended', label: t('Đã chấm dứt', 'Ended') }, { value: 'all', label: t('Tất cả', 'All') }]} />
        <Button tone="secondary">{t('Lọc', 'Filter')}</Button>
      </form>
      <Table caption={t('Cơ quan', 'Agencies')} captionHidden keys rows={view.rows} keyOf={(row) => row.id}
        empty={<EmptyState title={t('Không có cơ quan nào khớp', 'No agency matches')} text={t('Thử gõ ít chữ hơn, hoặc bỏ bớt bộ lọc.', 'Type fewer words, or drop a filter.')}><Button tone="secondary" href={PATH}>{t('Bỏ bộ lọc', 'Drop the filters')}</Button></EmptyState>}
        columns={[
          { id: 'name', header: t('Cơ quan', 'Agency'), main: true, cell: (row) => <TwoLines small={row.parentName === null ? '' : `${t('Thuộc', 'Below')} ${row.parentName}`}><a class="govuk-link" href={`${PATH}/${row.id}`}>{row.name}</a></TwoLines> },
          { id: 'code', header: t('Mã', 'Code'), nowrap: true, cell: (row) => row.code },
          { id: 'kind', header: t('Loại', 'Kind'), cell: (row) => say(kindText(row.kind), frame.lang) },
          { id: 'people', header: t('Số người', 'People'), numeric: true, cell: (row) => formatNumber(row.people, frame.lang) },
          { id: 'state', header: t('Tình trạng', 'State'), cell: (row) => row.validTo === null ? <Tag tone="green">{t('Hoạt động', 'At work')}</Tag> : <Tag tone="grey">{t('Chấm dứt', 'Ends')} {row.validTo.split('-').reverse().join('/')}</Tag> },
        ]} />
      <ListPages path={PATH} parameters={{ q: filter.q, level: filter.level, kind: filter.kind, state: filter.state }} page={filter.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}
