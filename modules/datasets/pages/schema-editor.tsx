import type { ComponentChildren } from 'preact'
import type { Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, ButtonGroup, choose, Details, faultOf, Icon, idOf, Input, Select, Table, Tag, Textarea, type Fault, type Lang } from '../../../ui/index.ts'
import { nameFrom, type FieldForm, type RuleForm, type SchemaForm } from '../domain/schema-form.ts'
import type { SchemaDifference } from '../domain/schema-diff.ts'
import { optionsOf, wordOf } from './words.tsx'

type T = (vi: string, en: string) => string
interface Part { readonly t: T; readonly lang: Lang; readonly faults: readonly Fault[] }

const Tick = ({ name, label, on }: { readonly name: string; readonly label: string; readonly on: boolean }) => <label class="ts-tick"><input type="checkbox" id={idOf(name)} name={name} value="yes" checked={on} />{label}</label>
const Ticks = ({ path, ticks }: { readonly path: string; readonly ticks: readonly (readonly [part: string, label: string, on: boolean])[] }) => <div class="ts-ticks">{ticks.map(([part, label, on]) => <Tick key={part} name={`${path}.${part}`} label={label} on={on} />)}</div>

function FieldCard({ field, at, last, open, fresh, t, lang, faults }: Part & { readonly field: FieldForm; readonly at: number; readonly last: boolean; readonly open: boolean; readonly fresh: boolean }) {
  const path = `fields.${at}`
  const of = (part: Exclude<keyof FieldForm, 'key' | 'required' | 'unique' | 'indexed'>): { name: string; value: string; error: string | undefined } => ({ name: `${path}.${part}`, value: field[part], error: faultOf(faults, `${path}.${part}`) })
  const name = field.title === '' ? t(`Trường ${at + 1}`, `Field ${at + 1}`) : field.title
  const wrong = faults.some(fault => fault.field?.startsWith(`${path}.`))
  const details = ['titleEn', 'description', 'minimum', 'maximum', 'maxLength', 'pattern', 'choices', 'reference', 'measure', 'aliases'] as const
  return (
    <details class={`ts-card-edit${wrong ? ' ts-card-edit--wrong' : ''}`} open={open || wrong}>
      <summary><span class="ts-card-edit__name">{name}</span> <span class="ts-quiet">{wordOf('type', field.type, lang)}, {wordOf('classification', field.classification, lang).toLowerCase()}{field.key ? t(', khóa', ', key') : field.required ? t(', bắt buộc', ', required') : ''}</span></summary>
      <div class="ts-card-edit__body">
        <div class="ts-pair"><Input {...of('title')} label={t('Tên trường', 'Title')} autofocus={fresh} /><Input {...of('name')} label={t('Tên máy đọc', 'Machine name')} optional hint={t('Để trống sẽ tự đặt.', 'Empty: made from the title.')} spellcheck={false} /></div>
        <div class="ts-pair"><Select {...of('type')} label={t('Kiểu', 'Type')} options={optionsOf('type', lang)} /><Select {...of('classification')} label={t('Mức chia sẻ', 'Classification')} options={optionsOf('classification', lang)} /></div>
        <Ticks path={path} ticks={[['key', t('Là khóa', 'Key'), field.key], ['required', t('Bắt buộc', 'Required'), field.required], ['unique', t('Không trùng', 'Unique'), field.unique], ['indexed', t('Tìm, xếp nhanh', 'Indexed'), field.indexed]]} />
        <Details summary={t('Thêm ràng buộc và diễn giải', 'More demands and meaning')} open={details.some(part => field[part] !== '' && part !== 'titleEn' || faultOf(faults, `${path}.${part}`) !== undefined)}>
          <Textarea {...of('description')} label={t('Diễn giải', 'Meaning')} optional rows={2} />
          <div class="ts-pair"><Input {...of('minimum')} label={t('Nhỏ nhất', 'Minimum')} optional inputMode="decimal" /><Input {...of('maximum')} label={t('Lớn nhất', 'Maximum')} optional inputMode="decimal" /></div>
          <div class="ts-pair"><Input {...of('maxLength')} label={t('Dài nhất (ký tự)', 'Longest (characters)')} optional inputMode="numeric" /><Input {...of('measure')} label={t('Đơn vị đo', 'Measure')} optional hint={t('Ví dụ: người, km2', 'For example: people, km2')} /></div>
          <Textarea {...of('choices')} label={t('Chỉ nhận các giá trị', 'Only these values')} optional rows={3} hint={t('Mỗi dòng một giá trị: mã = tên hiện ra', 'One a line: code = label')} />
          <div class="ts-pair"><Input {...of('reference')} label={t('Tham chiếu', 'Refers to')} optional hint="don-vi-hanh-chinh.ma" spellcheck={false} /><Input {...of('pattern')} label={t('Theo mẫu', 'Pattern')} optional hint="[A-Z]{3}[0-9]+" spellcheck={false} /></div>
          <div class="ts-pair"><Input {...of('titleEn')} label={t('Tên tiếng Anh', 'English title')} optional /><Textarea {...of('aliases')} label={t('Tên khác trong tệp', 'Other names in files')} optional rows={2} hint={t('Mỗi dòng một tên.', 'One a line.')} /></div>
        </Details>
        <div class="ts-card-edit__do">
          {at > 0 && <Button tone="quiet" size="small" name="_button" value={`up:${at}`} formNoValidate><Icon name="arrowUp" size={16} />{t('Lên', 'Up')}<span class="govuk-visually-hidden"> {name}</span></Button>}
          {!last && <Button tone="quiet" size="small" name="_button" value={`down:${at}`} formNoValidate><Icon name="arrowDown" size={16} />{t('Xuống', 'Down')}<span class="govuk-visually-hidden"> {name}</span></Button>}
          <Button tone="quiet" size="small" name="_button" value={`remove:${at}`} formNoValidate>{t('Bỏ trường', 'Remove')}<span class="govuk-visually-hidden"> {name}</span></Button>
        </div>
      </div>
    </details>
  )
}

function RuleCard({ rule, at, names, t, faults }: Part & { readonly rule: RuleForm; readonly at: number; readonly names: readonly string[] }) {
  const path = `rules.${at}`
  const of = (part: keyof RuleForm): { name: string; value: string; error: string | undefined } => ({ name: `${path}.${part}`, value: rule[part], error: faultOf(faults, `${path}.${part}`) ?? (part === 'first' ? faultOf(faults, path) : undefined) })
  return (
    <fieldset class="ts-card-edit ts-card-edit--rule"><legend class="ts-card-edit__name">{t(`Quy tắc ${at + 1}`, `Rule ${at + 1}`)}</legend>
      <input type="hidden" name={`${path}.code`} value={rule.code} /><input type="hidden" name={`${path}.messageEn`} value={rule.messageEn} />
      <div class="ts-pair"><Select {...of('kind')} label={t('Loại', 'Kind')} options={[{ value: 'compare', label: t('So sánh hai trường', 'Compares two fields') }, { value: 'required-if', label: t('Bắt buộc khi trường khác có giá trị', 'Required when another says so') }, { value: 'together', label: t('Cùng có hoặc cùng trống', 'Together or not at all') }]} /><Select {...of('severity')} label={t('Khi sai', 'When broken')} options={[{ value: 'error', label: t('Lỗi: giữ dòng lại', 'Error: the row stays out') }, { value: 'warning', label: t('Cảnh báo', 'Warning') }]} /></div>
      <Input {...of('first')} label={t('Trường', 'Field')} hint={t(`Tên máy đọc: ${names.slice(0, 4).join(', ')}. “Cùng có” thì ghi các trường, cách bằng dấu phẩy.`, `Machine name: ${names.slice(0, 4).join(', ')}. For "together" several, with commas.`)} spellcheck={false} />
      <div class="ts-pair"><Select {...of('operator')} label={t('Phép so sánh', 'Comparison')} options={[{ value: '<', label: t('nhỏ hơn', 'less than') }, { value: '<=', label: t('nhỏ hơn hoặc bằng', 'at most') }, { value: '=', label: t('bằng', 'equal to') }, { value: '!=', label: t('khác', 'different from') }]} /><Input {...of('second')} label={t('Trường thứ hai', 'Second field')} optional spellcheck={false} /></div>
      <Input {...of('is')} label={t('Giá trị (khi “bắt buộc khi”)', 'Value (for "required when")')} optional />
      <Textarea {...of('message')} label={t('Người nhập đọc gì khi sai', 'What people read when it is broken')} rows={2} />
      <div class="ts-card-edit__do"><Button tone="quiet" size="small" name="_button" value={`remove-rule:${at}`} formNoValidate>{t('Bỏ quy tắc', 'Remove the rule')}<span class="govuk-visually-hidden"> {at + 1}</span></Button></div>
    </fieldset>
  )
}

/** The fields and rules of a contract in one form; its buttons work without scripts, each press keeps everything typed. `added`: open the last card and go there. */
export function SchemaEditor({ frame, action, form, faults, added, version, submit, more, children }: { readonly frame: Parameters<typeof AdminForm>[0]['frame']; readonly action: string; readonly form: SchemaForm; readonly faults: readonly Fault[]; readonly added: boolean; readonly version?: string | undefined; readonly submit: string; readonly more?: ComponentChildren; readonly children?: ComponentChildren }) {
  const { lang } = frame
  const t = choose(lang)
  const part = { t, lang, faults }
  return (
    <AdminForm frame={frame} action={action} version={version}>
      {/* Enter in a box goes on; it must not take out a field */}
      <button type="submit" name="_button" value="next" class="govuk-visually-hidden" tabindex={-1} aria-hidden="true">{submit}</button>
      {children}
      <div id={idOf('fields')} tabindex={-1}><div id={idOf('key')} tabindex={-1}>
        {form.fields.map((field, at) => <FieldCard key={at} {...part} field={field} at={at} last={at === form.fields.length - 1} open={form.fields.length <= 2 || field.title === '' || added && at === form.fields.length - 1} fresh={added && at === form.fields.length - 1} />)}
      </div></div>
      <p><Button tone="secondary" name="_button" value="add" formNoValidate>{t('Thêm trường', 'Add a field')}</Button></p>
      <div class="govuk-form-group"><Tick name="temporal" label={t('Mỗi dòng có thời gian hiệu lực (đúng từ ngày nào đến ngày nào)', 'Every row is true from one day to another')} on={form.temporal} /></div>
      <div id={idOf('rules')} tabindex={-1}>
        {form.rules.length > 0 && <h2 class="govuk-heading-m">{t('Quy tắc của dòng', 'Rules of a row')}</h2>}
        {form.rules.map((rule, at) => <RuleCard key={at} {...part} rule={rule} at={at} names={form.fields.map(field => field.name === '' ? nameFrom(field.title) : field.name)} />)}
      </div>
      <p><Button tone="quiet" name="_button" value="add-rule" formNoValidate>{t('Thêm quy tắc so hai trường', 'Add a rule across fields')}</Button></p>
      <ButtonGroup><Button name="_button" value="next">{submit}</Button>{more}</ButtonGroup>
    </AdminForm>
  )
}

const PARTS: Readonly<Record<string, readonly [string, string]>> = { title: ['tên', 'title'], description: ['diễn giải', 'meaning'], type: ['kiểu', 'type'], classification: ['mức chia sẻ', 'classification'], required: ['bắt buộc', 'required'], unique: ['không trùng', 'unique'], indexed: ['tìm nhanh', 'indexed'], minimum: ['nhỏ nhất', 'minimum'], maximum: ['lớn nhất', 'maximum'], maxLength: ['dài nhất', 'longest'], pattern: ['mẫu', 'pattern'], choices: ['các giá trị', 'values'], reference: ['tham chiếu', 'reference'], measure: ['đơn vị', 'measure'], aliases: ['tên khác', 'other names'] }
/** What would change, before it does: in words, and whether readers may break. */
export function Differences({ differences, lang }: { readonly differences: readonly SchemaDifference[]; readonly lang: Lang }) {
  const t = choose(lang)
  const said = (part: string, value: string): string => value === '' ? t('(trống)', '(empty)') : part === 'type' || part === 'classification' ? wordOf(part, value, lang) : value
  const what = (each: SchemaDifference): string => each.kind === 'field-added' ? t('Trường mới', 'New field') : each.kind === 'field-removed' ? t('Bỏ trường', 'Field removed') : each.kind === 'field-changed' ? t(`Đổi ${PARTS[each.part]?.[0] ?? each.part}`, `${PARTS[each.part]?.[1] ?? each.part} changed`) : each.kind === 'key' ? t('Đổi khóa', 'Key changed') : each.kind === 'temporal' ? t('Thời gian hiệu lực', 'Valid time') : each.kind === 'rules' ? t('Quy tắc', 'Rules') : t('Thứ tự trường', 'Order of fields')
  return <Table caption={t('Khác với bản đang dùng', 'Differences to the present version')} captionHidden rows={differences} keyOf={each => `${each.kind} ${'name' in each ? each.name : ''} ${'part' in each ? each.part : ''}`} columns={[
    { id: 'what', header: t('Thay đổi', 'Change'), main: true, cell: each => <>{what(each)}{'name' in each && <small class="ts-code">{each.name}</small>}</> },
    { id: 'from', header: t('Đang là', 'Now'), cell: each => 'before' in each ? said('part' in each ? each.part : '', each.before) : '' }, { id: 'to', header: t('Sẽ là', 'Then'), cell: each => 'after' in each ? said('part' in each ? each.part : '', each.after) : '' },
    { id: 'breaks', header: t('Bên đang dùng', 'Who uses it'), cell: each => each.breaks ? <Tag tone="yellow">{t('Phải xem lại', 'Must look again')}</Tag> : t('Không ảnh hưởng', 'Not affected') },
  ]} />
}
/** Everything that the editor's form says, as hidden inputs of the page that asks once more. */
export const hiddenForm = (form: SchemaForm): Fields => Object.fromEntries([
  ...form.fields.flatMap((field, at) => Object.entries(field).flatMap(([part, value]) => value === false ? [] : [[`fields.${at}.${part}`, value === true ? 'yes' : String(value)]])),
  ...form.rules.flatMap((rule, at) => Object.entries(rule).map(([part, value]) => [`rules.${at}.${part}`, String(value)])), ...form.temporal ? [['temporal', 'yes']] : [],
])
