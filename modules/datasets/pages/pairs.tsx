import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, Details, EmptyState, faultOf, FilterChips, formatDateTime, formatNumber, InsetText, Input, Radios, ShareBar, Table, Tag, Textarea, type TagTone } from '../../../ui/index.ts'
import type { Reason } from '../domain/persons.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { MOST_PAIRS, type lastSearch, type PairView } from '../queries/pairs.ts'
import type { PairState } from '../tables.ts'
import { addressIn, datasetPage, storePage, STORE, type Desk } from './store-page.tsx'
import { shownCell } from './words.tsx'

interface Both { readonly vi: string; readonly en: string }
const w = (vi: string, en: string): Both => ({ vi, en })
export const NAME_FORMS = `${STORE}/trung-nguoi`
const REASONS: Readonly<Record<Reason, Both>> = {
  'same-name': w('cùng tên', 'same name'), 'name-marks': w('tên khác dấu', 'marks differ'), 'name-order': w('tên đảo thứ tự', 'name in another order'), 'name-part': w('tên thiếu chữ đệm', 'a middle name is missing'), 'name-typo': w('tên sai một chữ', 'one slip in the name'),
  'same-born': w('cùng ngày sinh', 'same birthday'), 'born-swapped': w('đảo ngày, tháng sinh', 'day and month swapped'), 'born-year': w('chỉ biết cùng năm sinh', 'same year, day unknown'), 'born-near': w('ngày sinh lệch một phần', 'one part of the birthday differs'), 'born-differs': w('khác ngày sinh', 'other birthday'),
  'same-phone': w('cùng điện thoại', 'same phone'), 'phone-typo': w('điện thoại lệch một số', 'one slip in the phone'), 'same-number': w('cùng số định danh', 'same personal number'), 'number-typo': w('số định danh lệch một số', 'one slip in the number'), 'number-differs': w('khác số định danh', 'other number'), 'same-unit': w('cùng địa bàn', 'same unit'),
}
const STATES: Readonly<Record<PairState, Both & { readonly tone: TagTone }>> = { open: { ...w('Chưa trả lời', 'Open'), tone: 'yellow' }, later: { ...w('Để sau', 'Later'), tone: 'blue' }, same: { ...w('Một người, chờ gộp', 'Same, to merge'), tone: 'purple' }, different: { ...w('Hai người', 'Two people'), tone: 'grey' }, merged: { ...w('Đã gộp', 'Merged'), tone: 'green' } }
export const PAIR_STATES: readonly PairState[] = ['open', 'later', 'same', 'different', 'merged']

export interface PairsView { readonly dataset: DatasetView; readonly pairs: readonly PairView[]; readonly state: PairState; readonly counts: ReadonlyMap<PairState, number>; readonly search: Awaited<ReturnType<typeof lastSearch>>; /** whether its fields say who somebody is */ readonly compares: boolean; readonly nameField: string | undefined }

export function pairsPage(desk: Desk, { dataset, pairs, state, counts, search, compares, nameField }: PairsView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const path = addressIn(dataset, 'trung-nguoi')
  const named = (row: PairView['a']): string => (nameField === undefined ? undefined : row.values[nameField]) ?? t(`Dòng ${row.id}`, `Row ${row.id}`)
  return datasetPage({ desk, dataset, tab: 'trung-nguoi', children: !compares
    ? <EmptyState title={t('Bộ này không có họ tên và ngày sinh, điện thoại hay số định danh để so', 'Nothing here tells persons apart')} text={t('So được khi có trường họ tên mức cá nhân (ví dụ ho_ten) và ít nhất một trong các trường trên.', 'It takes a personal field with the name, such as ho_ten, and one of these.')} />
    : <>
      <p class="govuk-body ts-measure">{t('Những cặp dòng có thể là một người. Trả lời một lần, không hỏi lại; gộp là một lần nạp đính chính, dòng cũ vẫn còn trong lịch sử.', 'Pairs of rows that may be one person. Each is asked once; merging is a load of corrections and earlier rows stay in the history.')}</p>
      {search && <p class="govuk-body-s ts-quiet">{t(`Tìm lúc ${formatDateTime(search.at, frame.lang)}: ${formatNumber(search.rows, frame.lang)} dòng, so ${formatNumber(search.compared, frame.lang)} cặp.`, `Searched ${formatDateTime(search.at, frame.lang)}: ${formatNumber(search.rows, frame.lang)} rows, ${formatNumber(search.compared, frame.lang)} pairs compared.`)}{search.skippedBlocks > 0 && ` ${t(`${formatNumber(search.skippedBlocks, frame.lang)} dấu hiệu quá phổ biến nên không dùng để so.`, `${formatNumber(search.skippedBlocks, frame.lang)} marks were too common to compare by.`)}`}</p>}
      <AdminForm frame={frame} action={`${path}/tim`}><Button tone="secondary" size="small">{t('Tìm lại', 'Search again')}</Button> <a class="govuk-link" href={NAME_FORMS}>{t('Cách viết tắt họ tên', 'Short forms of names')}</a></AdminForm>
      <FilterChips label={t('Trả lời', 'Answer')} chips={PAIR_STATES.map(each => ({ text: STATES[each][frame.lang], href: each === 'open' ? path : `${path}?xem=${each}`, current: each === state, count: counts.get(each) ?? 0 }))} />
      <Table caption={t('Cặp dòng', 'Pairs')} captionHidden keys rows={pairs} keyOf={pair => pair.id} empty={<EmptyState title={search ? t('Không có cặp nào ở đây', 'Nothing here') : t('Chưa tìm lần nào', 'Not searched yet')} />} columns={[
        { id: 'who', header: t('Hai dòng', 'Rows'), main: true, cell: pair => <><a class="govuk-link" href={`${path}/${pair.id}`}>{named(pair.a)}</a><small>{named(pair.b)}</small></> },
        { id: 'why', header: t('Vì sao', 'Why'), cell: pair => pair.reasons.map(reason => REASONS[reason][frame.lang]).join(', ') },
        { id: 'score', header: t('Giống', 'Alike'), numeric: true, cell: pair => <>{pair.score}<ShareBar share={pair.score / 100} /></> },
      ]} />
      {pairs.length === MOST_PAIRS && <p class="govuk-body-s ts-quiet">{t(`${MOST_PAIRS} cặp giống nhất.`, `The ${MOST_PAIRS} likest.`)}</p>}
    </> })
}

export function pairPage(desk: Desk, { dataset, pair, typed, decidedBy }: { readonly dataset: DatasetView; readonly pair: PairView; readonly typed: Fields; readonly decidedBy: string }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const path = addressIn(dataset, 'trung-nguoi')
  const { a, b } = pair
  const mergeable = dataset.schema.key.length > 0 && !dataset.schema.temporal
  const shown = (row: PairView['a']) => (field: (typeof dataset.schema.fields)[number]) => { const text = shownCell(field, row.values[field.name], frame.lang); return text === '' ? <span class="ts-quiet">{t('(trống)', '(empty)')}</span> : row.values[field.name] === (row === a ? b : a).values[field.name] ? text : <mark>{text}</mark> }
  return datasetPage({ desk, dataset, tab: 'trung-nguoi', children: <>
    <p><a class="govuk-link" href={path}>{t('Mọi cặp', 'All pairs')}</a></p>
    <h2 class="govuk-heading-m">{t('Hai dòng này có là một người?', 'Are these two one person?')}</h2>
    <p class="govuk-body"><Tag tone={STATES[pair.state].tone}>{STATES[pair.state][frame.lang]}</Tag> {t(`Giống ${pair.score}/100`, `${pair.score} of 100 alike`)}: {pair.reasons.map(reason => REASONS[reason][frame.lang]).join(', ')}.{pair.decidedAt && ` ${decidedBy} ${formatDateTime(pair.decidedAt, frame.lang)}.`}</p>
    <Table caption={t('Hai dòng cạnh nhau', 'Side by side')} captionHidden rows={dataset.schema.fields} keyOf={field => field.name} columns={[
      { id: 'field', header: t('Trường', 'Field'), main: true, cell: field => (frame.lang === 'en' ? field.title.en : undefined) ?? field.title.vi },
      { id: 'a', header: t('Dòng A', 'Row A'), cell: shown(a) }, { id: 'b', header: t('Dòng B', 'Row B'), cell: shown(b) }]} />
    {pair.state !== 'merged' && <AdminForm frame={frame} action={`${path}/${pair.id}`} version={pair.version}><div class="govuk-button-group">
      {pair.state !== 'same' && <Button name="answer" value="same">{t('Một người', 'Same person')}</Button>}{pair.state !== 'different' && <Button tone="secondary" name="answer" value="different">{t('Hai người', 'Two people')}</Button>}{pair.state === 'open' && <Button tone="secondary" name="answer" value="later">{t('Để sau', 'Later')}</Button>}
    </div></AdminForm>}
    {pair.state === 'same' && (mergeable
      ? <AdminForm frame={frame} action={`${path}/${pair.id}/gop`} version={pair.version}>
        <h2 class="govuk-heading-m">{t('Gộp thành một dòng', 'Merge into one row')}</h2>
        <Radios name="keep" label={t('Giữ dòng nào', 'Which row stays')} hint={t('Ô trống của dòng giữ lại lấy giá trị của dòng kia; dòng kia kết thúc.', 'Its empty cells take the values of the other, which ends.')} value={fieldOf(typed, 'keep')} error={faultOf(faults, 'keep')} options={[{ value: 'a', label: t('Dòng A', 'Row A') }, { value: 'b', label: t('Dòng B', 'Row B') }]} />
        <Textarea name="reason" label={t('Căn cứ', 'Grounds')} hint={t('Ví dụ: đã đối chiếu giấy tờ, gọi điện xác nhận.', 'Such as papers compared, confirmed by telephone.')} rows={2} value={fieldOf(typed, 'reason')} error={faultOf(faults, 'reason')} />
        <Button>{t('Gộp', 'Merge')}</Button>
      </AdminForm>
      : <InsetText>{t('Bộ này không gộp tự động được (không có khóa hoặc có thời gian hiệu lực). Sửa ở nguồn rồi nạp lại.', 'These rows cannot be merged here. Correct them where they come from and load again.')}</InsetText>)}
  </> })
}

export function nameFormsPage(desk: Desk, forms: readonly { readonly short: string; readonly whole: string }[], typed: Fields): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t('Cách viết tắt họ tên', 'Short forms of names'), back: { href: STORE, text: t('Kho dữ liệu', 'Shared data') }, lead: t('Khi tìm dòng trùng người, chữ bên trái được đọc như chữ bên phải. Viết không dấu.', 'When doubles are searched the left is read as the right. Without marks.'), children: <>
    <Table caption={t('Cách viết tắt', 'Short forms')} captionHidden rows={forms} keyOf={form => form.short} columns={[
      { id: 'short', header: t('Viết tắt', 'Short'), main: true, cell: form => form.short }, { id: 'whole', header: t('Đọc là', 'Read as'), cell: form => form.whole },
      { id: 'remove', header: t('Bỏ', 'Remove'), cell: form => <AdminForm frame={frame} action={NAME_FORMS}><input type="hidden" name="short" value={form.short} /><Button tone="secondary" size="small">{t('Bỏ', 'Remove')}<span class="govuk-visually-hidden"> {form.short}</span></Button></AdminForm> }]} />
    <Details summary={t('Thêm cách viết tắt', 'Add a short form')} open={faults.length > 0}><AdminForm frame={frame} action={NAME_FORMS}><Input name="short" label={t('Viết tắt', 'Short')} value={fieldOf(typed, 'short')} error={faultOf(faults, 'short')} width={10} /><Input name="whole" label={t('Đọc là', 'Read as')} value={fieldOf(typed, 'whole')} error={faultOf(faults, 'whole')} width={10} /><Button>{t('Lưu', 'Save')}</Button></AdminForm></Details>
  </> })
}
