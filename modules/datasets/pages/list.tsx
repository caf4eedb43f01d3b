import { Button, choose, EmptyState, FilterChips, formatNumber, Input, Select, Table } from '../../../ui/index.ts'
import { keeps } from '../acts/dataset-work.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { addressIn, isKeeper, STORE, storePage, type Desk } from './store-page.tsx'
import { Freshness, optionsOf, shortAgency, State, wordOf } from './words.tsx'

export interface ListView {
  readonly rows: readonly DatasetView[]; readonly agencies: ReadonlyMap<string, { readonly name: string }>
  readonly q: string; readonly agency: string; readonly theme: string; readonly state: string; readonly view: string
  /** counts of the states under the other filters */
  readonly counts: Readonly<Record<string, number>>
  /** latest quality by dataset, 0 to 100 */
  readonly scores: ReadonlyMap<string, number>
  readonly owners: readonly { readonly value: string; readonly label: string }[]
}

export function listPage(desk: Desk, view: ListView): string {
  const { frame, actor, now } = desk
  const t = choose(frame.lang)
  const keeper = isKeeper(actor)
  const asked = { xem: view.view, q: view.q, 'co-quan': view.agency, 'chu-de': view.theme }
  const href = (state: string): string => { const query = new URLSearchParams(Object.entries({ ...asked, 'tinh-trang': state }).filter(([, value]) => value !== '')); return query.size === 0 ? STORE : `${STORE}?${query.toString()}` }
  const titles: Record<string, [string, string]> = { 'cua-minh': ['Bộ dữ liệu cơ quan mình giữ', 'Datasets kept by us'], tre: ['Bộ dữ liệu trễ cập nhật', 'Late datasets'], 'nhap-lieu': ['Xã, phường nhập liệu', 'Entry by communes'] }
  const leads: Record<string, [string, string]> = { tre: ['Quá ngày phải cập nhật theo cam kết của chính bộ dữ liệu.', 'Past the day by which they promised to be refreshed.'], 'nhap-lieu': ['Mở bộ dữ liệu, khai hoặc sửa dòng của địa bàn mình, rồi gửi cơ quan chủ quản.', 'Open a dataset, enter or change the rows of your commune, send them to the owner.'] }
  const [vi, en] = titles[view.view] ?? ['Kho dữ liệu dùng chung', 'Shared data store']
  const [leadVi, leadEn] = leads[view.view] ?? ['Dữ liệu của tỉnh: ai giữ, mới đến đâu, ai được dùng.', 'Data of the province: who keeps it, how fresh it is, who may use it.']
  return storePage({ desk, title: t(vi, en), lead: t(leadVi, leadEn), tools: keeper && view.view !== 'nhap-lieu' ? <Button href={`${STORE}/moi`} hotkey="N">{t('Lập bộ dữ liệu', 'Create a dataset')}</Button> : undefined, children: <>
    <form method="get" action={STORE} class="ts-filters" role="search">
      {view.view !== '' && <input type="hidden" name="xem" value={view.view} />}{view.state !== '' && <input type="hidden" name="tinh-trang" value={view.state} />}
      <Input name="q" type="search" label={t('Tìm', 'Search')} value={view.q} /><Select name="co-quan" label={t('Cơ quan giữ', 'Owner')} value={view.agency} placeholder={t('Mọi cơ quan', 'Every agency')} options={view.owners} /><Select name="chu-de" label={t('Chủ đề', 'Theme')} value={view.theme} placeholder={t('Mọi chủ đề', 'Every theme')} options={optionsOf('theme', frame.lang)} /><Button tone="secondary">{t('Tìm', 'Search')}</Button>
    </form>
    {keeper && view.view !== 'nhap-lieu' && <FilterChips label={t('Tình trạng', 'State')} chips={['', 'draft', 'published', 'withdrawn'].map(state => ({ text: state === '' ? t('Tất cả', 'All') : wordOf('state', state, frame.lang), href: href(state), current: view.state === state, count: view.counts[state] ?? 0 }))} />}
    <Table caption={t(vi, en)} captionHidden keys rows={view.rows} keyOf={row => row.id}
      empty={<EmptyState title={view.view === 'tre' ? t('Không bộ nào trễ', 'None is late') : t('Không có bộ dữ liệu nào khớp', 'No dataset matches')} text={view.view === 'tre' ? undefined : t('Thử gõ ít chữ hơn hoặc bỏ bớt điều kiện.', 'Type fewer words or drop a filter.')}><Button tone="secondary" href={STORE}>{t('Xem tất cả', 'Show all')}</Button></EmptyState>}
      columns={[
        { id: 'title', header: t('Bộ dữ liệu', 'Dataset'), main: true, cell: row => <><a class="govuk-link" href={view.view === 'nhap-lieu' && !keeps(actor, row.agencyId) ? addressIn(row, 'nhap-lieu') : addressIn(row)}>{frame.lang === 'en' && row.titleEn !== '' ? row.titleEn : row.title}</a><small class="ts-code">{row.code}</small></> },
        { id: 'owner', header: t('Cơ quan giữ', 'Owner'), cell: row => shortAgency(view.agencies.get(row.agencyId)?.name ?? '') },
        { id: 'access', header: t('Ai được dùng', 'Access'), cell: row => wordOf('access', row.access, frame.lang) },
        ...keeper ? [{ id: 'state', header: t('Tình trạng', 'State'), cell: (row: DatasetView) => <State set="state" value={row.state} /> }] : [],
        { id: 'rows', header: t('Số dòng', 'Rows'), numeric: true, cell: row => formatNumber(row.rowCount, frame.lang) },
        { id: 'fresh', header: t('Cập nhật', 'Refreshed'), nowrap: true, cell: row => <Freshness dataset={row} now={now} /> },
        { id: 'quality', header: t('Chất lượng', 'Quality'), nowrap: true, cell: row => { const score = view.scores.get(row.id); return score === undefined ? <span class="ts-quiet">{t('Chưa chấm', 'Not scored')}</span> : <a class="govuk-link" href={addressIn(row, 'chat-luong')}>{formatNumber(score, frame.lang, 1)}</a> } },
      ]} />
  </> })
}
