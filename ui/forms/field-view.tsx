import { isAddress } from '../../kernel/forms/conditions.ts'
import type { AnswerValue, Choice, Field, PrefillSource } from '../../kernel/forms/definition.ts'
import { isRealDate } from '../../kernel/forms/dates.ts'
import { Checkboxes, Confirm, Radios, Select, type Option } from '../components/choices.tsx'
import { FieldSet, FieldSource, type FieldProps, type LabelSize } from '../components/field.tsx'
import { DateInput, Input, Textarea } from '../components/input.tsx'
import { formatIsoDate, formatNumber } from '../texts/format.ts'
import { langOf, say, useLang, type Lang, type Text } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { dateParts } from './parse.ts'

/** Communes and wards to choose from, already sorted. */
export interface Commune { readonly code: string; readonly name: string }

const SOURCES = {
  identity: { vi: 'Lấy từ tài khoản VNeID', en: 'From your VNeID account' },
  account: { vi: 'Lấy từ hồ sơ tài khoản của bạn', en: 'From your account profile' },
  population: { vi: 'Lấy từ Cơ sở dữ liệu quốc gia về dân cư; bạn sửa được', en: 'From the national population database; you may correct it' },
} as const
/** Where a prefilled value was taken from, in words. */
export const sourceText = (source: PrefillSource): Text => (source.startsWith('identity.') ? SOURCES.identity : source.startsWith('population.') ? SOURCES.population : SOURCES.account)

export interface FieldViewProps {
  readonly field: Field
  /** path of the control: `fullName`, `children.0.fullName` */
  readonly path: string
  readonly value: AnswerValue | undefined
  /** the fault's text by path; an address may have one for each part */
  readonly faultAt: (path: string) => string | undefined
  readonly source?: PrefillSource | undefined
  readonly communes: readonly Commune[]
  readonly labelSize?: LabelSize | undefined
}

const optionsOf = (choices: readonly Choice[], lang: Lang): readonly Option[] => choices.map((choice) => ({
  value: choice.value, label: say(choice.label, lang), hint: choice.hint === undefined ? undefined : say(choice.hint, lang), lang: langOf(choice.label, lang),
}))
const textOf = (value: AnswerValue | undefined, lang: Lang): string | undefined =>
  typeof value === 'number' ? formatNumber(value, lang === 'en' ? 'vi' : lang, 6) : typeof value === 'string' ? value : undefined

/** One question, drawn by its type. */
export function FieldView({ field, path, value, faultAt, source, communes, labelSize }: FieldViewProps) {
  const lang = useLang()
  const base: FieldProps = {
    name: path, label: say(field.label, lang), hint: hintOf(field, lang), error: faultAt(path), optional: field.required === false, labelSize,
    source: source === undefined ? undefined : say(sourceText(source), lang), textLang: langOf(field.label, lang),
  }
  const text = textOf(value, lang)
  const own = field.prefill !== undefined // about the person who fills in: browsers may help (WCAG 1.3.5)
  const communeOptions = communes.map(({ code, name }) => ({ value: code, label: name, lang: lang === 'en' ? 'vi' as const : undefined }))
  switch (field.type) {
    case 'text': return <Input {...base} value={text} maxLength={field.maxLength} autocomplete={field.autocomplete} />
    case 'textarea': return <Textarea {...base} value={text} rows={field.rows} maxLength={field.maxLength} />
    case 'fullName': return <Input {...base} value={text} autocomplete={own ? 'name' : 'off'} spellcheck={false} />
    case 'personalId': return <Input {...base} value={text} inputMode="numeric" width={20} autocomplete="off" spellcheck={false} />
    case 'taxCode': return <Input {...base} value={text} inputMode="numeric" width={20} autocomplete="off" spellcheck={false} />
    case 'phone': return <Input {...base} value={text} type="tel" width={20} autocomplete={own ? 'tel' : 'off'} />
    case 'email': return <Input {...base} value={text} type="email" autocomplete={own ? 'email' : 'off'} spellcheck={false} />
    case 'date': return <DateInput {...base} value={dateParts(value)} birthday={own} />
    case 'number': return <Input {...base} value={text} inputMode={field.integer === true ? 'numeric' : 'decimal'} width={10} suffix={field.unit === undefined ? undefined : say(field.unit, lang)} />
    case 'money': return <Input {...base} value={text} inputMode="numeric" width={20} suffix={lang === 'vi' ? 'đồng' : 'VND'} />
    case 'radios': return <Radios {...base} value={text} options={optionsOf(field.choices, lang)} />
    case 'select': return <Select {...base} value={text} options={optionsOf(field.choices, lang)} />
    case 'checkboxes': return <Checkboxes {...base} values={Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []} options={optionsOf(field.choices, lang)} />
    case 'confirm': return <Confirm name={path} label={base.label} error={base.error} checked={value === true} />
    case 'commune': return <Select {...base} value={text} options={communeOptions} placeholder={say(words.communeOrWard, lang)} />
    case 'address': {
      const address = isAddress(value) ? value : undefined
      return (
        <FieldSet {...base}>
          <div class="ts-address">
            <Select name={`${path}.communeCode`} label={say(words.communeOrWard, lang)} value={address?.communeCode} options={communeOptions} error={faultAt(`${path}.communeCode`)} />
            <Input name={`${path}.detail`} label={say(words.addressDetail, lang)} value={address?.detail} error={faultAt(`${path}.detail`)} autocomplete={own ? 'street-address' : 'off'} />
          </div>
        </FieldSet>
      )
    }
  }
}

const USUAL_HINTS: { readonly [Type in Field['type']]?: Text } = {
  personalId: { vi: '12 chữ số trên thẻ căn cước', en: 'The 12 digits on the identity card' },
  date: { vi: 'Ví dụ: 27 3 1990. Gõ liền vào ô Ngày cũng được: 27/3/1990', en: 'For example 27 3 1990, or all at once in the Day box: 27/3/1990' },
}
function hintOf(field: Field, lang: Lang): string | undefined {
  const hint = field.hint ?? (field.type === 'text' ? field.patternHint : undefined) ?? USUAL_HINTS[field.type]
  return hint === undefined ? undefined : say(hint, lang)
}

/** A value that may not be changed here, as text with its source. */
export function LockedField({ field, path, shown, source }: { readonly field: Field; readonly path: string; readonly shown: string; readonly source?: PrefillSource | undefined }) {
  const lang = useLang()
  return (
    <div class="govuk-form-group">
      <p class="govuk-label ts-label" lang={langOf(field.label, lang)}>{say(field.label, lang)}</p>
      <p class="ts-locked">{isRealDate(shown) ? formatIsoDate(shown, lang) : shown}</p>
      <FieldSource name={path} source={`${source === undefined ? '' : `${say(sourceText(source), lang)}. `}${say(words.locked, lang)}`} />
    </div>
  )
}
