import type { OfficerActor } from '../../../../kernel/actor.ts'
import { adminPage, Button, choose, EmptyState, FilterChips, InsetText, ListPages, PrintButton, say, SearchBox, Table, type Frame } from '../../../../ui/index.ts'
import type { CoverageRow } from '../../admin-queries.ts'
import { NEEDED_ROLES, ROLE_TEXTS } from '../../texts.ts'

const PATH = '/quan-tri/vai-tro'

/** Who may do what, agency by agency; a role that nobody holds stands out in words. */
export function rolesPage(frame: Frame, actor: OfficerActor, view: { readonly q: string; readonly page: number; readonly every: boolean; readonly rows: readonly CoverageRow[]; readonly total: number; readonly size: number }): string {
  const t = choose(frame.lang)
  const gaps = view.rows.filter((row) => NEEDED_ROLES.some((role) => (row.roles[role] ?? []).length === 0)).length
  const shown = [...NEEDED_ROLES, 'supervisor', 'unit-administrator'] as const
  return adminPage({
    frame, title: t('Ai làm việc gì', 'Who may do what'), agency: actor.agencyName, tools: <PrintButton>{t('In', 'Print')}</PrintButton>,
    lead: t('Mỗi cơ quan cần đủ bốn vai trò để một hồ sơ đi từ nộp đến trả kết quả. Người theo dõi và quản trị đơn vị thấy cơ quan mình và mọi cơ quan trực thuộc.', 'Every agency needs four roles for a dossier to go from filing to result. Supervisors and unit administrators reach their own agency and all below it.'),
    children: <>
      <SearchBox action={PATH} label={t('Tên hoặc mã cơ quan', 'Name or code')} value={view.q} small keep={view.every ? { all: '1' } : {}} />
      <FilterChips label={t('Lọc', 'Filter')} chips={[{ text: t('Cơ quan đã có người', 'With people'), href: PATH, current: !view.every }, { text: t('Mọi cơ quan', 'Every agency'), href: `${PATH}?all=1`, current: view.every }]} />
      {gaps > 0 && <InsetText>{t(`${gaps} cơ quan trên trang này còn thiếu vai trò. Ô ghi “Chưa có ai” cho biết hồ sơ sẽ dừng ở đâu.`, `${gaps} agencies on this page lack a role. “Nobody” tells where dossiers would stop.`)}</InsetText>}
      <Table caption={t('Vai trò theo cơ quan', 'Roles by agency')} captionHidden rows={view.rows} keyOf={(row) => row.id}
        empty={<EmptyState title={t('Không có cơ quan nào khớp', 'No agency matches')}><Button tone="secondary" href={PATH}>{t('Xem tất cả', 'See all')}</Button></EmptyState>}
        columns={[
          { id: 'name', header: t('Cơ quan', 'Agency'), main: true, cell: (row) => <><a class="govuk-link" href={`/quan-tri/co-quan/${row.id}`}>{row.name}</a><small>{row.code}</small></> },
          ...shown.map((role) => ({ id: role, header: say(ROLE_TEXTS[role].name, frame.lang), cell: (row: CoverageRow) => {
            const names = row.roles[role] ?? []
            return names.length > 0 ? <>{names.slice(0, 3).map((name) => <div key={name}>{name}</div>)}{names.length > 3 && <small>{t(`và ${names.length - 3} người khác`, `and ${names.length - 3} more`)}</small>}</> : !NEEDED_ROLES.some((needed) => needed === role) ? <span class="ts-quiet">–</span> : <span class="ts-due ts-due--late">{t('Chưa có ai', 'Nobody')}</span>
          } })),
        ]} />
      <ListPages path={PATH} parameters={{ q: view.q, all: view.every ? '1' : '' }} page={view.page} total={view.total} size={view.size} />
    </>,
  })
}
