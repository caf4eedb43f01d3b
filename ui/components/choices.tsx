import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { describedBy, Field, FieldSet, idOf, type FieldProps } from './field.tsx'

export interface Option { readonly value: string; readonly label: string; readonly hint?: string | undefined; readonly lang?: 'vi' | undefined; readonly disabled?: boolean | undefined }

interface ManyProps extends FieldProps { readonly options: readonly Option[] }
export interface RadiosProps extends ManyProps { readonly value?: string | undefined; readonly inline?: boolean | undefined }
export interface CheckboxesProps extends ManyProps {
  readonly values?: readonly string[] | undefined
  /** tells this group from others that post under the same name: ids are made of it, so that each label ticks its own box */
  readonly group?: string | undefined
}

const optionId = (name: string, index: number): string => (index === 0 ? idOf(name) : `${idOf(name)}-${index + 1}`)

function Item({ kind, name, group = name, option, index, checked }: { readonly kind: 'radios' | 'checkboxes'; readonly name: string; readonly group?: string; readonly option: Option; readonly index: number; readonly checked: boolean }) {
  const id = optionId(group, index)
  return (
    <div class={`govuk-${kind}__item`}>
      <input
        class={`govuk-${kind}__input`} id={id} name={name} type={kind === 'radios' ? 'radio' : 'checkbox'} value={option.value} checked={checked}
        disabled={option.disabled} aria-describedby={option.hint === undefined ? undefined : `${id}-hint-item`}
      />
      <label class={`govuk-label govuk-${kind}__label`} for={id} lang={option.lang}>{option.label}</label>
      {option.hint !== undefined && <div id={`${id}-hint-item`} class={`govuk-hint govuk-${kind}__hint`} lang={option.lang}>{option.hint}</div>}
    </div>
  )
}

export function Radios(props: RadiosProps) {
  const { name, options, value, inline = false } = props
  return (
    <FieldSet {...props}>
      <div class={`govuk-radios${inline ? ' govuk-radios--inline' : ''}`}>
        {options.map((option, i) => <Item key={option.value} kind="radios" name={name} option={option} index={i} checked={option.value === value} />)}
      </div>
    </FieldSet>
  )
}

export function Checkboxes(props: CheckboxesProps) {
  const { name, options, values = [], group = name } = props
  return (
    <FieldSet {...props} name={group}>
      <div class="govuk-checkboxes">
        {options.map((option, i) => <Item key={option.value} kind="checkboxes" name={name} group={group} option={option} index={i} checked={values.includes(option.value)} />)}
      </div>
    </FieldSet>
  )
}

/** One statement to agree to; posts `yes`. */
export function Confirm({ name, label, error, checked = false, children }: { readonly name: string; readonly label: string; readonly error?: string | undefined; readonly checked?: boolean | undefined; readonly children?: ComponentChildren }) {
  const lang = useLang()
  const id = idOf(name)
  return (
    <div class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}`}>
      {children}
      {error !== undefined && <p id={`${id}-error`} class="govuk-error-message"><span class="govuk-visually-hidden">{say(words.error, lang)}: </span>{error}</p>}
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id={id} name={name} type="checkbox" value="yes" checked={checked} aria-describedby={describedBy(name, { error })} aria-invalid={error === undefined ? undefined : true} />
          <label class="govuk-label govuk-checkboxes__label" for={id}>{label}</label>
        </div>
      </div>
    </div>
  )
}

/** An option without a value is the empty choice; where there is none, `placeholder` is. */
export interface SelectProps extends ManyProps { readonly value?: string | undefined; readonly placeholder?: string | undefined; readonly autocomplete?: string | undefined }

export function Select(props: SelectProps) {
  const lang = useLang()
  const { name, options, value = '', hint, error, source, placeholder, autocomplete } = props
  return (
    <Field {...props}>
      <select class={`govuk-select govuk-select--full${error === undefined ? '' : ' govuk-select--error'}`} id={idOf(name)} name={name} autoComplete={autocomplete}
        aria-describedby={describedBy(name, { hint, error, source })} aria-invalid={error === undefined ? undefined : true}>
        {!options.some((option) => option.value === '') && <option value="" selected={value === ''}>{placeholder ?? say(words.choose, lang)}</option>}
        {options.map((option) => <option key={option.value} value={option.value} selected={option.value === value} disabled={option.disabled} lang={option.lang}>{option.label}</option>)}
      </select>
    </Field>
  )
}
