import type { OfficerActor } from '../../../../kernel/actor.ts'
import { addressOf, adminPage, ADMIN_PAGE_SIZE, Button, ButtonGroup, choose, EmptyState, FilterChips, formatDateTime, ListPages, SearchBox, SummaryCard, Table, Tag, type Frame } from '../../../../ui/index.ts'
import type { MissRow, SynonymFilter, SynonymRow } from '../../admin-queries.ts'
import { waysIn } from '../../domain/synonym.ts'
import type { SynonymTrial } from '../../try-synonym.ts'
import { TrialResult } from './synonym-trial.tsx'

export const SYNONYMS = '/quan-tri/tu-dong-nghia'
export const MISSES = '/quan-tri/tim-chua-thay'
const filled = (query: string): string => addressOf(`${SYNONYMS}/moi`, { 'cum-tu': query })

export interface SynonymsView { readonly filter: SynonymFilter; readonly rows: readonly SynonymRow[]; readonly total: number; readonly trial: SynonymTrial | undefined; readonly misses: readonly MissRow[]; readonly missCount: number }

/** The words that people use; beside them a search to try, and what people looked for in vain. */
export function synonymsPage(frame: Frame, actor: OfficerActor, view: SynonymsView): string {
  const t = choose(frame.lang)
  const { filter, trial } = view
  const chip = (state: string, vi: string, en: string) => ({ text: t(vi, en), href: addressOf(SYNONYMS, { q: filter.q, state }), current: filter.state === state })
  return adminPage({
    frame, title: t('Từ đồng nghĩa', 'Synonyms'), agency: actor.agencyName,
    lead: t('Cách người dân gọi tên thủ tục. Sửa xong là mọi lượt tìm dùng ngay.', 'What people call procedures. A change holds for the very next search.'),
    tools: <ButtonGroup><Button href={`${SYNONYMS}/moi`}>{t('Thêm cụm từ', 'Add a phrase')}</Button><Button tone="secondary" href={`${SYNONYMS}/nhap`}>{t('Nhập tệp', 'Import')}</Button><Button tone="secondary" href={`${SYNONYMS}/xuat`}>{t('Xuất CSV', 'Export CSV')}</Button></ButtonGroup>,
    children: <>
      <div class="ts-diff">
        <SummaryCard title={t('Thử tìm như người dân', 'Search as people do')}>
          <SearchBox action={SYNONYMS} name="thu" label={t('Thử tìm như người dân', 'Search as people do')} value={trial?.query ?? ''} small placeholder={t('ví dụ: lam so do', 'for example: lam so do')} />
          {trial && <TrialResult trial={trial} frame={frame} />}
        </SummaryCard>
        <SummaryCard title={t(`Tìm chưa thấy (${view.missCount})`, `Searches that missed (${view.missCount})`)} tools={<a class="govuk-link" href={MISSES}>{t('Xem tất cả', 'See all')}</a>}>
          {view.misses.length === 0 ? <p class="govuk-body">{t('Không còn lượt tìm nào chờ xử lý.', 'Nothing is waiting.')}</p> : (
            <ul class="govuk-list">{view.misses.map((miss) => <li key={miss.folded}><a class="govuk-link" href={filled(miss.query)}>{miss.query}</a> <span class="ts-quiet">{t(`${miss.times} lượt, gần nhất ${formatDateTime(miss.lastAt)}`, `${miss.times} times, last ${formatDateTime(miss.lastAt, 'en')}`)}</span></li>)}</ul>
          )}
        </SummaryCard>
      </div>
      <SearchBox action={SYNONYMS} label={t('Cụm từ hoặc cách gọi chính thức', 'Phrase or official name')} value={filter.q} small keep={filter.state === '' ? {} : { state: filter.state }} />
      <FilterChips label={t('Lọc', 'Filter')} chips={[chip('', 'Đang dùng', 'In use'), chip('changed', 'Do tỉnh sửa', 'Changed here'), chip('removed', 'Đã bỏ', 'Removed')]} />
      <Table caption={t('Cụm từ', 'Phrases')} captionHidden keys rows={view.rows} keyOf={(row) => row.id}
        empty={<EmptyState title={t('Không có cụm từ nào khớp', 'No phrase matches')} text={t('Thử gõ ngắn hơn, không cần dấu.', 'Try fewer letters; marks may be left out.')}><Button tone="secondary" href={SYNONYMS}>{t('Xem tất cả', 'See all')}</Button></EmptyState>}
        columns={[
          { id: 'phrase', header: t('Người dân gọi', 'People say'), main: true, cell: (row) => { const [name, ...others] = waysIn(row.phrase); return <><a class="govuk-link" href={`${SYNONYMS}/${row.id}`}>{name}</a>{others.length > 0 && <small>{others.join(' · ')}</small>}</> } },
          { id: 'names', header: t('Tên chính thức', 'Official names'), cell: (row) => row.replacements.join(' · ') },
          { id: 'state', header: t('Nguồn', 'Source'), nowrap: true, cell: (row) => !row.active ? <Tag tone="red">{t('Đã bỏ', 'Removed')}</Tag> : row.version === 1 ? t('Gói tỉnh', 'Province pack') : <Tag tone="blue">{t('Do tỉnh sửa', 'Changed here')}</Tag> },
        ]} />
      <ListPages path={SYNONYMS} parameters={{ q: filter.q, state: filter.state }} page={filter.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}
