import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { Button, choose, faultOf, formatIsoDate, Input, Select, type Fault, type Frame } from '../../../../ui/index.ts'
import { PAGE_OPERATORS, sortable, writeCondition } from '../../domain/row-address.ts'
import type { Field } from '../../domain/schema.ts'
import { viewQuery, type View } from '../../portal/addresses.ts'
import type { PortalDataset } from '../../portal/open.ts'
import { shownCell, wordOf } from '../words.tsx'

export const fieldTitle = (field: Field, lang: Frame['lang']): string => lang === 'en' ? field.title.en ?? field.title.vi : field.title.vi
interface Props { readonly frame: Frame; readonly opened: PortalDataset; readonly view: View; readonly action: string; readonly typed: Fields; readonly faults: readonly Fault[]; /** what else of the address stays */ readonly keep?: readonly (readonly [string, string])[] }

/** Adds one condition at a time; those that hold stand as chips that are taken away by following them. Works by plain links and forms. */
export function PortalFilters({ frame: { lang }, opened: { asked, units }, view, action, typed, faults, keep = [] }: Props) {
  const t = choose(lang)
  const at = action.split('#')[0] ?? action
  return <>
    <form method="get" action={action} class="ts-filters" role="search" aria-label={t('Lọc dòng', 'Filter rows')}>
      {view.conditions.map(each => <input key={writeCondition(each)} type="hidden" name="loc" value={writeCondition(each)} />)}{view.sort !== '' && <input type="hidden" name="sap" value={view.sort} />}
      {keep.map(([name, value]) => value === '' ? null : <input key={name} type="hidden" name={name} value={value} />)}
      <Select name="truong" label={t('Trường', 'Field')} value={fieldOf(typed, 'truong')} options={sortable(asked.fields).map(field => ({ value: field.name, label: fieldTitle(field, lang) }))} error={faultOf(faults, 'truong')} />
      <Select name="phep" label={t('So sánh', 'Comparison')} value={fieldOf(typed, 'phep') || 'contains-text'} options={PAGE_OPERATORS.map(value => ({ value, label: wordOf('operator', value, lang) }))} />
      <Input name="gia-tri" label={t('Giá trị', 'Value')} value={fieldOf(typed, 'gia-tri')} error={faultOf(faults, 'gia-tri')} />
      {asked.schema.temporal && <Input name="ngay" label={t('Đúng vào ngày', 'As of')} value={fieldOf(typed, 'ngay') || (view.day === '' ? '' : formatIsoDate(view.day))} error={faultOf(faults, 'ngay')} width={10} />}
      <Button tone="secondary">{t('Lọc', 'Filter')}</Button>
    </form>
    {(view.conditions.length > 0 || view.day !== '') && <ul class="ts-chips" aria-label={t('Đang lọc', 'Filters')}>
      {view.conditions.map((each, index) => {
        const field = asked.fields.find(one => one.name === each.field)
        return <li key={writeCondition(each)}><a class="ts-chip" href={`${at}${viewQuery({ ...view, conditions: view.conditions.filter((_, other) => other !== index) }, keep)}`}>{field ? fieldTitle(field, lang) : each.field} {wordOf('operator', each.operator, lang)} {field ? shownValue(field, each.value, lang, units) : each.value} <span aria-hidden="true">×</span><span class="govuk-visually-hidden">{t(', bỏ điều kiện này', ', remove this filter')}</span></a></li>
      })}
      {view.day !== '' && <li><a class="ts-chip" href={`${at}${viewQuery({ ...view, day: '' }, keep)}`}>{t('Đúng vào ngày', 'As of')} {formatIsoDate(view.day)} <span aria-hidden="true">×</span><span class="govuk-visually-hidden">{t(', về hiện tại', ', back to now')}</span></a></li>}
    </ul>}
  </>
}
/** What stands in an address is text: a code is shown by its name. */
const shownValue = (field: Field, value: string, lang: Frame['lang'], units: ReadonlyMap<string, string>): string => field.type === 'unit' ? units.get(value) ?? value : field.choices ? shownCell(field, value, lang) : value
