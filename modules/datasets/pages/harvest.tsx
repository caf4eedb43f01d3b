import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { ActButton, AdminForm, Button, choose, Details, EmptyState, faultOf, formatDateTime, formatNumber, Input, NotificationBanner, Radios, Select, Table, Tag, type TagTone } from '../../../ui/index.ts'
import { PORTAL } from '../portal/addresses.ts'
import type { preview } from '../harvest/collect.ts'
import type { FindingLine, HarvestLine, RunLine } from '../queries/harvest.ts'
import { MOST_SHOWN } from '../queries/harvest.ts'
import { HARVEST, STORE, storePage, type Desk } from './store-page.tsx'

type Two = readonly [vi: string, en: string]
const KINDS: Readonly<Record<HarvestLine['kind'], Two>> = { ckan: ['CKAN', 'CKAN'], dcat: ['DCAT (Turtle, JSON-LD, RDF/XML)', 'DCAT (Turtle, JSON-LD, RDF/XML)'] }
const FINDINGS: Readonly<Record<FindingLine['kind'], readonly [vi: string, en: string, tone: TagTone]>> = { added: ['Mới', 'New', 'green'], changed: ['Thay đổi', 'Changed', 'blue'], vanished: ['Không còn ở nguồn', 'Gone', 'yellow'], removed: ['Đã gỡ', 'Removed', 'grey'], refused: ['Không nhận', 'Refused', 'red'] }
const REASONS: Readonly<Record<string, Two>> = {
  'no-identifier': ['Không có mã định danh, hoặc mã quá dài', 'It has no identifier, or too long a one'], 'no-title': ['Không có tên', 'It has no title'], own: ['Là dữ liệu của tỉnh, do nơi khác thu thập', 'It is ours, taken over by the other catalogue'],
  doubled: ['Trùng với một mục khác của cùng danh mục', 'It is the double of another entry of this catalogue'], 'known-elsewhere': ['Đã có theo một danh mục khác', 'Another catalogue brought it already'], 'came-back': ['Có lại ở nguồn', 'It is there again'],
}
const EVERY: readonly (readonly [string, ...Two])[] = [['60', 'mỗi giờ', 'every hour'], ['360', '6 giờ một lần', 'every 6 hours'], ['1440', 'mỗi ngày', 'every day'], ['10080', 'mỗi tuần', 'every week'], ['', 'chỉ khi bấm', 'by hand only']]
const everyText = (minutes: number | null, lang: Desk['frame']['lang']): string => { const [, vi, en] = EVERY.find(([value]) => value === String(minutes ?? '')) ?? ['', `${minutes} phút một lần`, `every ${minutes} minutes`]; return choose(lang)(vi, en) }

function StateTag({ row, lang }: { readonly row: HarvestLine; readonly lang: Desk['frame']['lang'] }) {
  const t = choose(lang)
  if (row.state === 'off') return <Tag tone="grey">{t('Đang tắt', 'Off')}</Tag>
  if (row.running) return <Tag tone="blue">{t('Đang thu thập', 'Running')}</Tag>
  return row.runState === 'failed' ? <Tag tone="red">{t('Có lỗi', 'Trouble')}</Tag> : row.runState === 'done' ? <Tag tone="green">{t('Tốt', 'Good')}</Tag> : <Tag tone="grey">{t('Chưa chạy', 'Not run yet')}</Tag>
}

/** Catalogues of others whose entries stand in the portal. */
export function harvestListPage(desk: Desk, rows: readonly HarvestLine[]): string {
  const { lang } = desk.frame
  const t = choose(lang)
  return storePage({ desk, title: t('Danh mục nơi khác', 'Other catalogues'), lead: t('Mục của các danh mục này hiện ở cổng dữ liệu mở, ghi rõ nguồn; tệp vẫn ở nơi công bố.', 'Entries of these catalogues stand in the open-data portal under their source; their files stay where they are published.'), tools: <Button href={`${HARVEST}/moi`} hotkey="N">{t('Thêm danh mục', 'Add a catalogue')}</Button>, children:
    <Table caption={t('Danh mục nơi khác', 'Other catalogues')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<EmptyState title={t('Chưa thu thập danh mục nào', 'No catalogue is harvested')} text={t('Thêm địa chỉ CKAN hoặc DCAT của bộ, ngành, tỉnh khác.', 'Add the CKAN or DCAT address of a ministry or another province.')} />} columns={[
      { id: 'title', header: t('Danh mục', 'Catalogue'), main: true, cell: row => <><a class="govuk-link" href={`${HARVEST}/${row.id}`}>{row.title}</a><small>{row.address}</small></> },
      { id: 'kind', header: t('Loại', 'Kind'), nowrap: true, cell: row => row.kind.toUpperCase() },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><StateTag row={row} lang={lang} />{row.failure !== null && row.runState === 'failed' && <small>{row.failure}</small>}</> },
      { id: 'entries', header: t('Số mục', 'Entries'), numeric: true, cell: row => <>{formatNumber(row.entries, lang)}{row.vanished > 0 && <small>{t(`${row.vanished} không còn ở nguồn`, `${row.vanished} gone`)}</small>}</> },
      { id: 'last', header: t('Lần gần nhất', 'Last run'), cell: row => <>{row.last_run_at === null ? <span class="ts-quiet">{t('Chưa chạy', 'Never')}</span> : formatDateTime(row.last_run_at, lang)}<small>{everyText(row.every_minutes, lang)}</small></> },
    ]} /> })
}

export type Preview = Awaited<ReturnType<typeof preview>>
const SETTINGS = ({ desk, fields, given }: { readonly desk: Desk; readonly fields: Fields; readonly given?: HarvestLine }) => {
  const { frame: { lang }, faults = [] } = desk
  const t = choose(lang)
  const value = (name: string, old: string): string => name in fields ? fieldOf(fields, name) : old
  return <>
    <Input name="title" label={t('Tên danh mục', 'Name of the catalogue')} hint={t('Tên cơ quan hoặc cổng công bố, như người đọc sẽ thấy.', 'The publisher, as readers will see it.')} value={value('title', given?.title ?? '')} error={faultOf(faults, 'title')} />
    <Select name="everyMinutes" label={t('Thu thập', 'Harvest')} value={value('everyMinutes', given ? String(given.every_minutes ?? '') : '1440')} options={EVERY.map(([each, vi, en]) => ({ value: each, label: t(vi, en) }))} error={faultOf(faults, 'everyMinutes')} />
    <Input name="keepVanishedDays" label={t('Giữ mục không còn ở nguồn (ngày)', 'Keep what is gone (days)')} hint={t('Trong thời gian này mục vẫn hiện, có đánh dấu; sau đó được gỡ.', 'Until then it stays, marked; then it is removed.')} width={5} inputMode="numeric" value={value('keepVanishedDays', String(given?.keep_vanished_days ?? 30))} error={faultOf(faults, 'keepVanishedDays')} />
  </>
}
/** First the address, then what stands there; only then it is added. */
export function newHarvestPage(desk: Desk, { fields, found }: { readonly fields: Fields; readonly found: Preview | undefined }): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const kind = fieldOf(fields, 'kind') || 'ckan'
  return storePage({ desk, title: t('Thêm danh mục nơi khác', 'Add a catalogue'), back: { href: HARVEST, text: t('Danh mục nơi khác', 'Other catalogues') }, children: <>
    <AdminForm frame={frame} action={`${HARVEST}/xem-thu`}>
      <Radios name="kind" label={t('Loại danh mục', 'Kind of catalogue')} value={kind} options={[{ value: 'ckan', label: 'CKAN', hint: t('Địa chỉ gốc của cổng; hệ thống đọc /api/3/action/package_search.', 'The address of the portal; /api/3/action/package_search is read.') }, { value: 'dcat', label: 'DCAT', hint: t('Địa chỉ tệp danh mục: Turtle, JSON-LD hoặc RDF/XML; trang sau theo hydra.', 'The address of the catalogue file: Turtle, JSON-LD or RDF/XML; pages by hydra.') }]} />
      <Input name="address" type="text" label={t('Địa chỉ', 'Address')} hint={t('Ví dụ: https://data.bo-nganh.gov.vn', 'For example: https://data.ministry.gov.vn')} value={fieldOf(fields, 'address')} error={faultOf(faults, 'address')} />
      <Button tone={found ? 'secondary' : 'primary'}>{t('Xem thử', 'Look')}</Button>
    </AdminForm>
    {found && <section aria-labelledby="thay">
      <h2 class="govuk-heading-m" id="thay">{t('Thấy ở địa chỉ này', 'Found there')}</h2>
      <p class="govuk-body">{found.count !== undefined ? t(`Danh mục có ${formatNumber(found.count, lang)} mục.`, `The catalogue holds ${formatNumber(found.count, lang)} entries.`) : t(`Trang đầu có ${formatNumber(found.entries.length + found.refused.length, lang)} mục${found.more ? ', còn trang sau' : ''}.`, `The first page holds ${formatNumber(found.entries.length + found.refused.length, lang)} entries${found.more ? '; there are more pages' : ''}.`)} {found.refused.length > 0 && t(`${found.refused.length} mục của trang đầu sẽ không nhận.`, `${found.refused.length} of the first page will be refused.`)}</p>
      <Table caption={t('Các mục đầu', 'First entries')} rows={found.entries.slice(0, 5)} keyOf={each => each.identifier} empty={<EmptyState title={t('Không có mục nào nhận được', 'Nothing can be taken')} />} columns={[
        { id: 'title', header: t('Bộ dữ liệu', 'Dataset'), main: true, cell: each => <>{each.title}<small>{each.identifier}</small></> }, { id: 'publisher', header: t('Nơi công bố', 'Publisher'), cell: each => each.publisher },
        { id: 'licence', header: t('Giấy phép', 'Licence'), cell: each => each.licence || each.licenceText || t('Không nêu', 'Not said') }, { id: 'files', header: t('Tệp', 'Files'), numeric: true, cell: each => each.distributions.length },
      ]} />
      {found.refused.length > 0 && <Details summary={t(`Không nhận (${found.refused.length})`, `Refused (${found.refused.length})`)}><ul class="govuk-list govuk-list--bullet">{found.refused.slice(0, 10).map((each, at) => <li key={at}>{each.title || each.identifier || '–'}: {choose(lang)(...(REASONS[each.refusal] ?? ['', '']))}</li>)}</ul></Details>}
      <h2 class="govuk-heading-m">{t('Thêm danh mục này', 'Add this catalogue')}</h2>
      <AdminForm frame={frame} action={`${HARVEST}/moi`}>
        <input type="hidden" name="kind" value={kind} /><input type="hidden" name="address" value={fieldOf(fields, 'address')} />
        <SETTINGS desk={desk} fields={fields} />
        <Input name="code" label={t('Tên ngắn trong địa chỉ trang', 'Short name in addresses')} hint={t('Chữ thường không dấu, số, gạch nối; không đổi được về sau. Ví dụ: bo-y-te.', 'Lower-case letters, digits, hyphens; it stays. For example: health-ministry.')} width={20} value={fieldOf(fields, 'code')} error={faultOf(faults, 'code')} />
        <Button>{t('Thêm và thu thập', 'Add and harvest')}</Button>
      </AdminForm>
    </section>}
  </> })
}

export interface SourceView { readonly source: HarvestLine; readonly runs: readonly RunLine[]; readonly run: RunLine | undefined; readonly findings: readonly FindingLine[]; readonly fields: Fields; readonly mayChange: boolean }
/** One catalogue: how its runs ended, what each found, and its settings. */
export function harvestSourcePage(desk: Desk, { source, runs, run, findings, fields, mayChange }: SourceView): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const action = `${HARVEST}/${source.id}`
  const running = runs.find(each => each.state === 'running')
  return storePage({ desk, title: source.title, lead: `${choose(lang)(...KINDS[source.kind])} · ${source.address}`, back: { href: HARVEST, text: t('Danh mục nơi khác', 'Other catalogues') }, islands: running ? ['live'] : [], tools: mayChange ? <div><ActButton frame={frame} action={`${action}/chay`}>{t('Thu thập ngay', 'Harvest now')}</ActButton> <ActButton frame={frame} action={`${action}/bat-tat`} values={{ on: source.state === 'on' ? 'no' : 'yes' }} tone="quiet">{source.state === 'on' ? t('Tắt', 'Switch off') : t('Bật', 'Switch on')}</ActButton></div> : undefined, children: <>
    <div id="thu-thap" data-live="">
      <p class="govuk-body"><StateTag row={source} lang={lang} /> {t(`${formatNumber(source.entries, lang)} mục ở cổng dữ liệu mở`, `${formatNumber(source.entries, lang)} entries in the portal`)}{source.entries > 0 && <> (<a class="govuk-link" href={`${PORTAL}?danh-muc=${source.code}`}>{t('xem', 'see')}</a>)</>}{source.vanished > 0 && t(`, ${source.vanished} không còn ở nguồn`, `, ${source.vanished} gone at their source`)}. {t('Thu thập', 'Harvested')} {everyText(source.every_minutes, lang)}.</p>
      {running && <section aria-live="polite"><p class="ts-sentence"><strong>{t('Đang đọc', 'Reading')}</strong>, {t(`trang ${running.pages + 1}`, `page ${running.pages + 1}`)}, {formatNumber(running.seen, lang)}{running.expected !== null && `/${formatNumber(running.expected, lang)}`} {t('mục', 'entries')}</p><progress class="ts-slot__progress" max={100} value={running.expected !== null && running.expected > 0 ? Math.min(100, Math.round(running.seen / running.expected * 100)) : undefined} aria-label={t('Tiến độ', 'Progress')} /></section>}
      {source.runState === 'failed' && source.failure !== null && <NotificationBanner id="vi-sao" tone="error" heading={source.failure} />}
      <Table caption={t('Các lần thu thập', 'Runs')} rows={runs} keyOf={each => each.id} empty={<p class="govuk-body ts-quiet">{t('Đang chờ đến lượt. Tải lại trang sau ít giây.', 'It waits for its turn. Reload in some seconds.')}</p>} columns={[
        { id: 'at', header: t('Lúc', 'At'), main: true, nowrap: true, cell: each => <a class="govuk-link" href={`${action}?lan=${each.id}#muc`} aria-current={each.id === run?.id ? 'true' : undefined}>{formatDateTime(each.begun_at, lang)}</a> },
        { id: 'state', header: t('Kết quả', 'Outcome'), cell: each => each.state === 'running' ? <Tag tone="blue">{t('Đang chạy', 'Running')}</Tag> : each.state === 'failed' ? <><Tag tone="red">{t('Lỗi', 'Failed')}</Tag><small>{each.failure}</small></> : <Tag tone="green">{t('Xong', 'Done')}</Tag> },
        { id: 'pages', header: t('Trang', 'Pages'), numeric: true, cell: each => <>{each.pages}{each.pages_unchanged > 0 && <small>{t(`${each.pages_unchanged} không đổi`, `${each.pages_unchanged} unchanged`)}</small>}</> },
        ...([['added', 'Mới', 'New'], ['changed', 'Đổi', 'Changed'], ['same', 'Như cũ', 'Same'], ['vanished', 'Mất', 'Gone'], ['removed', 'Gỡ', 'Removed'], ['refused', 'Không nhận', 'Refused']] as const).map(([id, vi, en]) => ({ id, header: t(vi, en), numeric: true, cell: (each: RunLine) => each.state === 'done' ? formatNumber(each[id], lang) : '' })),
      ]} />
    </div>
    {running && <p class="ts-live" data-live-every="5"><button type="button" data-live-toggle="" data-turn-off={t('Dừng tự cập nhật', 'Stop renewing')} data-turn-on={t('Tự cập nhật lại', 'Renew again')} hidden /> <a class="govuk-link" href={frame.here}>{t('Xem tiến độ mới nhất', 'See how far it is')}</a></p>}
    {run?.state === 'done' && <section aria-labelledby="muc"><h2 class="govuk-heading-m" id="muc">{t('Thay đổi trong lần', 'What the run found,')} {formatDateTime(run.begun_at, lang)}</h2>
      <Table caption={t('Thay đổi', 'Findings')} captionHidden rows={findings} keyOf={each => String(each.place)} empty={<p class="govuk-body ts-quiet">{t('Không có gì thay đổi.', 'Nothing changed.')}</p>} columns={[
        { id: 'title', header: t('Mục', 'Entry'), main: true, cell: each => <>{each.code === null || each.kind === 'refused' ? each.title || '–' : <a class="govuk-link" href={`${PORTAL}/${each.code}`}>{each.title}</a>}<small>{each.identifier}</small></> },
        { id: 'kind', header: t('Là', 'Is'), nowrap: true, cell: each => { const [vi, en, tone] = FINDINGS[each.kind]; return <Tag tone={tone}>{t(vi, en)}</Tag> } },
        { id: 'why', header: t('Vì sao', 'Why'), cell: each => t(...(REASONS[each.reason] ?? ['', ''])) },
      ]} />{findings.length >= MOST_SHOWN && <p class="govuk-body-s ts-quiet">{t(`Chỉ hiện ${MOST_SHOWN} mục đầu.`, `The first ${MOST_SHOWN} are shown.`)}</p>}</section>}
    {mayChange && <>
      <Details summary={t('Sửa', 'Change')} open={faults.length > 0}><AdminForm frame={frame} action={`${action}/sua`} version={source.version}>
        <SETTINGS desk={desk} fields={fields} given={source} />
        <Input name="address" type="text" label={t('Địa chỉ', 'Address')} value={'address' in fields ? fieldOf(fields, 'address') : source.address} error={faultOf(faults, 'address')} />
        <Button size="small">{t('Lưu', 'Save')}</Button></AdminForm></Details>
      <Details summary={t('Gỡ danh mục', 'Remove')}><p class="govuk-body">{t('Mọi mục của danh mục này rời cổng dữ liệu mở. Việc này không lùi lại được; muốn có lại thì thêm danh mục lần nữa.', 'All its entries leave the portal. To have them again, add the catalogue again.')}</p><ActButton frame={frame} action={`${action}/go`} tone="warning">{t('Gỡ danh mục và các mục của nó', 'Remove it and its entries')}</ActButton></Details>
    </>}
    <p class="govuk-body-s"><a class="govuk-link" href={STORE}>{t('Về kho dữ liệu', 'Back to the store')}</a></p>
  </> })
}
