import { AdminForm, Button, choose, Details, EmptyState, faultOf, FieldSet, formatIsoDate, idOf, Input, InsetText, Select, Table, Textarea, TwoLines } from '../../../ui/index.ts'
import { fieldOf, listOf, type Fields } from '../../../kernel/http/fields.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import { ruleCount } from '../form-form.ts'
import type { FormView } from '../queries/forms.ts'
import { FORMS, indicatorsPage, type Desk } from './desk-page.tsx'
import { titleOf } from './desk-words.tsx'
import { optionsIn, wordIn } from './definition-words.ts'

export function formsPage(desk: Desk, rows: readonly FormView[], kindName: (kind: string) => string): string {
  const { frame } = desk
  const { lang } = frame
  const t = choose(lang)
  return indicatorsPage({ desk, title: t('Biểu nhập số liệu', 'Forms'), lead: t('Cơ quan nào báo cáo chỉ tiêu gì, kỳ nào, hạn khi nào.', 'Which agencies report what, for which period, until when.'), tools: <Button href={`${FORMS}/moi`} hotkey="N">{t('Lập biểu', 'Make a form')}</Button>, children:
    <Table caption={t('Biểu nhập số liệu', 'Forms')} captionHidden keys rows={rows} keyOf={row => row.id} empty={<EmptyState title={t('Chưa có biểu nào', 'There is no form yet')} />} columns={[
      { id: 'title', header: t('Biểu', 'Form'), main: true, cell: row => <TwoLines small={<span class="ts-code">{row.code}</span>}><a class="govuk-link" href={`${FORMS}/${row.code}`}>{titleOf(row, lang)}</a></TwoLines> },
      { id: 'period', header: t('Kỳ', 'Period'), cell: row => wordIn('periodType', row.periodType, lang) },
      { id: 'due', header: t('Hạn sau kỳ', 'Due after'), numeric: true, cell: row => t(`${row.dueDays} ngày`, `${row.dueDays} days`) },
      { id: 'elements', header: t('Chỉ tiêu', 'Elements'), numeric: true, cell: row => row.elements.length },
      { id: 'kinds', header: t('Ai báo cáo', 'Who reports'), cell: row => row.agencyKinds.map(kindName).join(', ') },
      { id: 'from', header: t('Từ ngày', 'From'), nowrap: true, cell: row => formatIsoDate(row.validFrom, lang) },
    ]} /> })
}

export interface EditFormView { readonly code: string | undefined; readonly fields: Fields; readonly version: string; readonly elements: readonly ElementDefinition[]; readonly kinds: readonly { readonly value: string; readonly label: string }[] }
/** A form: what is asked, of whom, until when, and what its values are checked for. */
export function editFormPage(desk: Desk, { code, fields, version, elements, kinds }: EditFormView): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const at = (name: string) => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const rules = ruleCount(fields)
  return indicatorsPage({ desk, title: code === undefined ? t('Lập biểu', 'Make a form') : fieldOf(fields, 'title'), back: { href: FORMS, text: t('Biểu nhập số liệu', 'Forms') }, children:
    <AdminForm frame={frame} action={`${FORMS}/${code ?? 'moi'}`} version={version}>
      {code === undefined ? <Input {...at('code')} label={t('Mã biểu', 'Code')} hint={t('Chữ không dấu, số, _ và -', 'Letters, digits, _ and -')} spellcheck={false} /> : <input type="hidden" name="code" value={code} />}
      <div class="ts-pair"><Input {...at('title')} label={t('Tên biểu', 'Title')} /><Input {...at('titleEn')} label={t('Tên tiếng Anh', 'English title')} optional /></div>
      <div class="ts-pair"><Select {...at('periodType')} label={t('Kỳ báo cáo', 'Period')} options={optionsIn('periodType', lang)} /><Input {...at('dueDays')} label={t('Hạn sau khi hết kỳ', 'Due after the period')} suffix={t('ngày', 'days')} inputMode="numeric" width={5} /></div>
      <div class="ts-pair"><Input {...at('validFrom')} label={t('Áp dụng từ ngày', 'In force from')} /><Input {...at('validTo')} label={t('Đến ngày', 'Until')} optional /></div>
      <FieldSet name="agencyKinds" id={idOf('agencyKinds')} label={t('Loại cơ quan báo cáo', 'Kinds of agencies that report')} error={faultOf(faults, 'agencyKinds')}><div class="ts-kinds">{kinds.map(kind => <label key={kind.value} class="ts-tick"><input type="checkbox" name="agencyKinds" value={kind.value} checked={listOf(fields, 'agencyKinds').includes(kind.value)} />{kind.label}</label>)}</div></FieldSet>
      <Textarea {...at('elements')} label={t('Chỉ tiêu, mỗi dòng một mã', 'Elements, one code a line')} rows={6} hint={t('Theo thứ tự trên biểu.', 'In the order of the form.')} />
      <Details summary={t('Mã chỉ tiêu đã có', 'Codes there are')}><ul class="ts-elements">{elements.map(each => <li key={each.code}><code class="ts-code">{each.code}</code> {each.text[lang]}</li>)}</ul></Details>
      <Textarea {...at('categories')} label={t('Phân tổ', 'Breakdowns')} optional rows={3} hint={t('Mỗi dòng: chỉ tiêu.mã = tên | tên tiếng Anh. Ví dụ: people_guided.nu = phụ nữ | women', 'One a line: element.code = Vietnamese | English')} />
      <label class="ts-tick"><input type="checkbox" name="complete" value="yes" checked={fieldOf(fields, 'complete') === 'yes'} />{t('Gửi được khi mọi ô có giá trị hoặc lý do không có', 'Submitted only when every cell has a value or a reason')}</label>
      <h2 class="govuk-heading-m">{t('Quy tắc kiểm tra', 'Checks')}</h2>
      <InsetText>{t('So sánh hai vế bằng công thức, ví dụ #{petitions_in_time} và #{petitions}; hoặc giới hạn một ô: chỉ ghi vế trái là mã ô và giá trị nhỏ nhất, lớn nhất. Ô trống ở cuối để thêm; xóa vế trái để bỏ. Giá trị khác hẳn các kỳ trước luôn được nhắc.', 'Compare two expressions, or give bounds to one cell: its code on the left with minimum and maximum. The empty card at the end adds one; an empty left side drops it. Values far from earlier periods are always noticed.')}</InsetText>
      {Array.from({ length: rules + 1 }, (_, n) => { const of = (part: string) => at(`rules.${n}.${part}`); const wrong = faults.some(fault => fault.field?.startsWith(`rules.${n}.`))
        return <details key={n} class={`ts-card-edit${wrong ? ' ts-card-edit--wrong' : ''}`} open={wrong}><summary><span class="ts-card-edit__name">{n === rules ? t('Thêm quy tắc', 'Add a check') : t(`Quy tắc ${n + 1}`, `Check ${n + 1}`)}</span>{n < rules && <span class="ts-quiet">{[of('left').value, of('operator').value === 'bounds' ? t(`từ ${of('min').value || '…'} đến ${of('max').value || '…'}`, `${of('min').value || '…'} to ${of('max').value || '…'}`) : `${wordIn('operator', of('operator').value, lang)} ${of('right').value}`, wordIn('severity', of('severity').value, lang).toLowerCase()].join(', ')}</span>}</summary><div class="ts-card-edit__body">
        <div class="ts-pair"><Input {...of('left')} label={t('Vế trái hoặc mã ô', 'Left side, or a cell')} optional spellcheck={false} /><Select {...of('operator')} label={t('Quan hệ', 'Relation')} options={[...optionsIn('operator', lang), { value: 'bounds', label: t('nằm trong khoảng', 'lies between') }]} /></div>
        <Input {...of('right')} label={t('Vế phải', 'Right side')} optional spellcheck={false} />
        <div class="ts-pair"><Input {...of('min')} label={t('Nhỏ nhất', 'Minimum')} optional inputMode="decimal" width={10} /><Input {...of('max')} label={t('Lớn nhất', 'Maximum')} optional inputMode="decimal" width={10} /></div>
        <div class="ts-pair"><Select {...of('severity')} label={t('Khi sai', 'When broken')} options={optionsIn('severity', lang)} /><Select {...of('strategy')} label={t('Khi thiếu số', 'When values are missing')} options={optionsIn('strategy', lang)} /></div>
        <div class="ts-pair"><Input {...of('message.vi')} label={t('Người nhập đọc gì', 'What people read')} optional /><Input {...of('message.en')} label={t('Bằng tiếng Anh', 'In English')} optional /></div>
      </div></details> })}
      <Button>{t('Lưu biểu', 'Save the form')}</Button>
    </AdminForm> })
}
