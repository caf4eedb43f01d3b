import type { JSX } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { formatNumber } from '../texts/format.ts'
import { describedBy, Field, FieldSet, idOf, type FieldProps } from './field.tsx'
import { words } from '../texts/words.ts'

export interface InputProps extends FieldProps {
  readonly value?: string | undefined
  readonly type?: 'text' | 'tel' | 'email' | 'search' | 'password' | undefined
  readonly inputMode?: 'numeric' | 'decimal' | 'tel' | 'email' | undefined
  readonly autocomplete?: string | undefined
  /** room for so many characters */
  readonly width?: 2 | 3 | 4 | 5 | 10 | 20 | undefined
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
  readonly maxLength?: number | undefined
  readonly spellcheck?: boolean | undefined
  readonly autofocus?: boolean | undefined
  /** the wedge scanner of the counter page types here */
  readonly scan?: boolean | undefined
}

type Common = Pick<JSX.IntrinsicElements['input'], 'class' | 'id' | 'name' | 'inputMode' | 'autoComplete' | 'maxLength' | 'spellcheck' | 'autofocus'>
// One entry a type: Preact's types hold every input type to its own attributes.
const INPUTS = {
  text: (props: Common) => <input type="text" {...props} />,
  tel: (props: Common) => <input type="tel" {...props} />,
  email: (props: Common) => <input type="email" {...props} />,
  search: (props: Common) => <input type="search" {...props} />,
  password: (props: Common) => <input type="password" {...props} />,
} as const

export function Input(props: InputProps) {
  const { name, hint, error, source, value, type = 'text', inputMode, autocomplete, width, prefix, suffix, maxLength, spellcheck, autofocus, scan } = props
  const common = {
    class: `govuk-input${width === undefined ? '' : ` govuk-input--width-${width}`}${error === undefined ? '' : ' govuk-input--error'}${suffix === undefined ? '' : ' govuk-input--before-suffix'}`,
    id: idOf(name), name, value, inputMode, autoComplete: autocomplete, maxLength, spellcheck, autofocus,
    'aria-describedby': describedBy(name, { hint, error, source }), 'aria-invalid': error === undefined ? undefined : true, 'data-scan': scan === true ? '' : undefined,
  }
  const control = INPUTS[type](common)
  return (
    <Field {...props}>
      {prefix === undefined && suffix === undefined ? control : (
        <div class="govuk-input__wrapper">
          {prefix !== undefined && <div class="govuk-input__prefix" aria-hidden="true">{prefix}</div>}
          {control}
          {suffix !== undefined && <div class="govuk-input__suffix" aria-hidden="true">{suffix}</div>}
        </div>
      )}
    </Field>
  )
}

export interface TextareaProps extends FieldProps { readonly value?: string | undefined; readonly rows?: number | undefined; readonly maxLength?: number | undefined }

/** With `maxLength` the count is told while one types; more may be typed, the server says so. */
export function Textarea(props: TextareaProps) {
  const lang = useLang()
  const { name, hint, error, source, value, rows = 5, maxLength } = props
  const id = idOf(name)
  const control = (
    <textarea
      class={`govuk-textarea${error === undefined ? '' : ' govuk-textarea--error'}${maxLength === undefined ? '' : ' govuk-js-character-count'}`} id={id} name={name} rows={rows}
      aria-describedby={describedBy(name, { hint, error, source, also: maxLength === undefined ? undefined : `${id}-info` })} aria-invalid={error === undefined ? undefined : true}
    >{value}</textarea>
  )
  if (maxLength === undefined) return <Field {...props}>{control}</Field>
  const most = formatNumber(maxLength, lang)
  const [under, at, over, before] = lang === 'vi'
    ? ['Còn %{count} ký tự', 'Vừa đủ', 'Quá %{count} ký tự', `Nhiều nhất ${most} ký tự`]
    : ['%{count} characters left', 'No characters left', '%{count} characters too many', `Up to ${most} characters`]
  const i18n = {
    'data-i18n.characters-under-limit.other': under, 'data-i18n.characters-under-limit.one': under, 'data-i18n.characters-at-limit': at,
    'data-i18n.characters-over-limit.other': over, 'data-i18n.characters-over-limit.one': over,
  }
  return (
    <div
      class="govuk-character-count" data-module="govuk-character-count" data-maxlength={maxLength}
      {...i18n}
    >
      <Field {...props}>
        {control}
        <div id={`${id}-info`} class="govuk-hint govuk-character-count__message">{before}</div>
      </Field>
    </div>
  )
}

/** One file of a form; a slot of a dossier is a `FileSlot`. */
export function FileInput(props: FieldProps & { readonly accept: string }) {
  const { name, hint, error, accept } = props
  return (
    <Field {...props}>
      <input class="ts-slot__input" id={idOf(name)} name={name} type="file" accept={accept} aria-describedby={describedBy(name, { hint, error })} aria-invalid={error === undefined ? undefined : true} />
    </Field>
  )
}

export interface DateParts { readonly day: string; readonly month: string; readonly year: string }
export interface DateInputProps extends FieldProps { readonly value?: DateParts | undefined; readonly birthday?: boolean | undefined }

/** Three boxes; the first also takes a whole date typed in one (`1/7/2025`, `01-07-2025`, `010725`). */
export function DateInput(props: DateInputProps) {
  const lang = useLang()
  const { name, error, value, birthday = false } = props
  const box = (part: 'day' | 'month' | 'year', width: 2 | 4) => (
    <div class="govuk-date-input__item">
      <div class="govuk-form-group">
        <label class="govuk-label govuk-date-input__label" for={part === 'day' ? idOf(name) : `${idOf(name)}-${part}`}>{say(words[part], lang)}</label>
        <input
          class={`govuk-input govuk-date-input__input govuk-input--width-${width}${error === undefined ? '' : ' govuk-input--error'}`}
          id={part === 'day' ? idOf(name) : `${idOf(name)}-${part}`} name={`${name}-${part}`} type="text" inputMode="numeric" value={value?.[part]}
          autoComplete={birthday ? `bday-${part}` : undefined} aria-invalid={error === undefined ? undefined : true}
        />
      </div>
    </div>
  )
  return <FieldSet {...props} role="group"><div class="govuk-date-input">{box('day', 2)}{box('month', 2)}{box('year', 4)}</div></FieldSet>
}

