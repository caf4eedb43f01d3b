import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Icon } from './icon.tsx'

/** The id of the control for a field path: `children.0.fullName` → `f-children-0-fullName`. Error links use it. */
export const idOf = (name: string): string => `f-${name.replace(/[^A-Za-z0-9_-]/g, '-')}`

/** `heading` makes the label the page's `<h1>`: one question a page. */
export type LabelSize = 's' | 'm' | 'heading'

export interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly optional?: boolean | undefined
  readonly labelSize?: LabelSize | undefined
  /** where a prefilled value comes from: «Lấy từ tài khoản VNeID» */
  readonly source?: string | undefined
  /** language of label and hint where it is not the page's */
  readonly textLang?: 'vi' | undefined
}

export const describedBy = (name: string, parts: { readonly hint?: string | undefined; readonly error?: string | undefined; readonly source?: string | undefined; readonly also?: string | undefined }): string | undefined => {
  const id = idOf(name)
  const ids = [parts.hint !== undefined && `${id}-hint`, parts.error !== undefined && `${id}-error`, parts.source !== undefined && `${id}-source`, parts.also]
    .filter((x): x is string => typeof x === 'string')
  return ids.length === 0 ? undefined : ids.join(' ')
}

const Optional = () => <span class="ts-optional">{` ${say(words.optional, useLang())}`}</span>

export function FieldTexts({ name, hint, error, textLang }: FieldProps) {
  const lang = useLang()
  const id = idOf(name)
  return (
    <>
      {hint !== undefined && <div id={`${id}-hint`} class="govuk-hint" lang={textLang}>{hint}</div>}
      {error !== undefined && <p id={`${id}-error`} class="govuk-error-message"><span class="govuk-visually-hidden">{say(words.error, lang)}: </span>{error}</p>}
    </>
  )
}

export const FieldSource = ({ name, source }: { readonly name: string; readonly source?: string | undefined }) =>
  source === undefined ? null : <p id={`${idOf(name)}-source`} class="ts-source"><Icon name="shield" size={18} />{source}</p>

/** Label, hint, error and control of a field that has one control. */
export function Field(props: FieldProps & { readonly children: ComponentChildren; readonly groupClass?: string | undefined }) {
  const { name, label, error, optional, labelSize = 's', source, textLang, children, groupClass } = props
  const text = <label class={`govuk-label ts-label${labelSize === 'heading' ? ' govuk-label--l' : labelSize === 'm' ? ' govuk-label--m' : ''}`} for={idOf(name)} lang={textLang}>{label}{optional === true && <Optional />}</label>
  return (
    <div class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}${groupClass === undefined ? '' : ` ${groupClass}`}`}>
      {labelSize === 'heading' ? <h1 class="govuk-label-wrapper">{text}</h1> : text}
      <FieldTexts {...props} />
      {children}
      <FieldSource name={name} source={source} />
    </div>
  )
}

/** The same for a field of several controls: date boxes, radios, checkboxes, an address. */
export function FieldSet(props: FieldProps & { readonly children: ComponentChildren; readonly role?: 'group' | undefined; readonly id?: string | undefined }) {
  const { name, label, hint, error, optional, labelSize = 's', source, textLang, children, role, id } = props
  const text = <>{label}{optional === true && <Optional />}</>
  return (
    <div class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}`} id={id}>
      <fieldset class="govuk-fieldset" role={role} aria-describedby={describedBy(name, { hint, error, source })}>
        <legend class={`govuk-fieldset__legend ts-label${labelSize === 'heading' ? ' govuk-fieldset__legend--l' : labelSize === 'm' ? ' govuk-fieldset__legend--m' : ''}`} lang={textLang}>
          {labelSize === 'heading' ? <h1 class="govuk-fieldset__heading">{text}</h1> : text}
        </legend>
        <FieldTexts {...props} />
        {children}
        <FieldSource name={name} source={source} />
      </fieldset>
    </div>
  )
}
