import type { ComponentChildren } from 'preact'
import { fieldsOf, holds } from '../../kernel/forms/conditions.ts'
import type { AnswerFault, Answers, Field, FormPage, PrefillSource } from '../../kernel/forms/definition.ts'
import { isLocked } from '../../kernel/forms/prefill.ts'
import { isAnswersList } from '../../kernel/forms/visible.ts'
import { Button, ButtonGroup } from '../components/button.tsx'
import { ErrorSummary, type Fault } from '../components/error-summary.tsx'
import { idOf } from '../components/field.tsx'
import { CsrfField } from '../layout/csrf.tsx'
import { Say, say, useLang, type Lang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { FieldView, LockedField, type Commune } from './field-view.tsx'
import { countName, REPEAT_ADD, REPEAT_REMOVE } from './parse.ts'

export interface FormPageViewProps {
  readonly page: FormPage
  /** all answers of the form so far: conditions may look at other pages */
  readonly answers: Answers
  readonly faults?: readonly AnswerFault[] | undefined
  /** by field name, for the fields whose present value was filled in by us */
  readonly prefillSources?: Readonly<Record<string, PrefillSource>> | undefined
  readonly communes?: readonly Commune[] | undefined
  /** 2: one of several pages under a heading of its own (officers fill in a whole form at once) */
  readonly level?: 1 | 2 | undefined
}

/** The page's faults as the error summary wants them. */
export const faultsOf = (faults: readonly AnswerFault[], lang: Lang): readonly Fault[] => faults.map(({ field, message }) => ({ field, text: say(message, lang) }))

/** One page of a form: its heading, intro and questions. Stands in a `<form>`; `QuestionForm` brings one. */
export function FormPageView({ page, answers, faults = [], prefillSources = {}, communes = [], level = 1 }: FormPageViewProps) {
  const lang = useLang()
  const [only] = page.fields
  const single = page.repeat === undefined && page.fields.length === 1 && only?.label.vi === page.title.vi && page.intro === undefined && only.type !== 'confirm'
  const faultAt = (path: string): string | undefined => {
    const fault = faults.find(({ field }) => field === path)
    return fault === undefined ? undefined : say(fault.message, lang)
  }
  const shared = { page, lang, faultAt, prefillSources, communes, answers }
  return (
    <>
      {!single && (level === 1 ? <h1 class="govuk-heading-l"><Say text={page.title} /></h1> : <h3 class="govuk-heading-s"><Say text={page.title} /></h3>)}
      {page.intro !== undefined && <p class="govuk-body"><Say text={page.intro} /></p>}
      {page.repeat === undefined
        ? <Fields {...shared} fields={page.fields} values={answers} prefix="" heading={single && level === 1} />
        : <RepeatGroup {...shared} />}
    </>
  )
}

interface Shared {
  readonly page: FormPage
  readonly lang: Lang
  readonly faultAt: (path: string) => string | undefined
  readonly prefillSources: Readonly<Record<string, PrefillSource>>
  readonly communes: readonly Commune[]
  readonly answers: Answers
}

/** Questions of a page or of one item. A question that hangs on another of the same page is drawn always: the script hides it, the server decides. */
function Fields({ fields, values, prefix, heading, faultAt, prefillSources, communes, answers }: Shared & { readonly fields: readonly Field[]; readonly values: Answers; readonly prefix: string; readonly heading: boolean }) {
  const here = new Set(fields.map(({ name }) => name))
  const rootsOf = (field: Field): string[] => (field.showIf === undefined ? [] : fieldsOf(field.showIf).map((path) => path.split('.')[0] ?? ''))
  const elsewhere = new Set(fields.flatMap(rootsOf).filter((name) => !here.has(name)))
  const known = Object.fromEntries(Object.entries(answers).filter(([name]) => elsewhere.has(name)))
  return (
    <div data-scope={prefix} data-answers={elsewhere.size === 0 ? undefined : JSON.stringify(known)}>
      {fields.map((field) => {
        const conditional = rootsOf(field).some((name) => here.has(name))
        if (field.showIf !== undefined && !conditional && !holds(field.showIf, values, answers)) return null
        const path = prefix + field.name
        const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined
        const source = prefix === '' && Object.hasOwn(prefillSources, field.name) ? prefillSources[field.name] : undefined
        return (
          <div key={path} data-field={field.name} data-type={field.type} data-show-if={conditional ? JSON.stringify(field.showIf) : undefined}>
            {isLocked(field) && source !== undefined && typeof value === 'string'
              ? <LockedField field={field} path={path} shown={value} source={source} />
              : <FieldView field={field} path={path} value={value} faultAt={faultAt} source={source} communes={communes} labelSize={heading ? 'heading' : undefined} />}
          </div>
        )
      })}
    </div>
  )
}

function RepeatGroup(shared: Shared) {
  const { page, answers, lang, faultAt } = shared
  if (page.repeat === undefined) return null
  const { name, min, max, itemLabel } = page.repeat
  const given = isAnswersList(answers[name]) ? answers[name] : []
  const items = given.length >= Math.max(1, min) ? given : [...given, ...Array.from({ length: Math.max(1, min) - given.length }, (): Answers => ({}))]
  const shown = min === 0 && given.length === 0 ? [] : items
  const error = faultAt(name)
  const item = say(itemLabel, lang)
  return (
    <div id={idOf(name)} tabindex={error === undefined ? undefined : -1}>
      {error !== undefined && <p class="govuk-error-message"><span class="govuk-visually-hidden">{say(words.error, lang)}: </span>{error}</p>}
      <input type="hidden" name={countName(name)} value={shown.length} />
      {shown.map((values, index) => (
        <fieldset key={index} class="ts-repeat">
          <legend>{item} {index + 1}</legend>
          <Fields {...shared} fields={page.fields} values={values} prefix={`${name}.${index}.`} heading={false} />
          {shown.length > min && (
            <Button tone="secondary" size="small" name={REPEAT_REMOVE} value={`${name}:${index}`} formNoValidate class="ts-repeat__remove">{say(words.remove, lang)}<span class="govuk-visually-hidden"> {item} {index + 1}</span></Button>
          )}
        </fieldset>
      ))}
      {shown.length < max
        ? <p><Button tone="secondary" name={REPEAT_ADD} value={name} formNoValidate>{lang === 'vi' ? `Thêm ${item.toLowerCase()}` : `Add ${item.toLowerCase()}`}</Button></p>
        : <p class="govuk-hint">{lang === 'vi' ? `Nhiều nhất ${max}.` : `No more than ${max}.`}</p>}
    </div>
  )
}

export interface QuestionFormProps extends FormPageViewProps {
  readonly action: string
  readonly csrf: string
  /** where changes are saved while one types */
  readonly autosaveHref?: string | undefined
  readonly submitText?: string | undefined
  /** «Câu 3 trên 7», or the section's title */
  readonly caption?: string | undefined
  /** hidden fields that the act needs, such as the version that was read */
  readonly hidden?: Readonly<Record<string, string>> | undefined
  /** more buttons beside «Tiếp tục» */
  readonly buttons?: ComponentChildren
}

/** A whole question page: error summary, form, questions, «Tiếp tục», and the note that says when the draft was saved. */
export function QuestionForm({ action, csrf, autosaveHref, submitText, caption, hidden = {}, buttons, ...view }: QuestionFormProps) {
  const lang = useLang()
  return (
    <>
      <ErrorSummary faults={faultsOf(view.faults ?? [], lang)} />
      <form method="post" action={action} noValidate data-autosave={autosaveHref}>
        <CsrfField token={csrf} />
        {Object.entries(hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        {caption !== undefined && <p class="ts-caption">{caption}</p>}
        {/* Enter in a text box presses the first button: it must be «Tiếp tục», not a repeat group's «Bỏ». */}
        {view.page.repeat !== undefined && <button type="submit" class="govuk-visually-hidden" tabindex={-1} aria-hidden="true">{say(words.continue, lang)}</button>}
        <FormPageView {...view} />
        <ButtonGroup><Button>{submitText ?? say(words.continue, lang)}</Button>{buttons}</ButtonGroup>
        <p class="ts-saved" data-saved-note role="status" />
      </form>
    </>
  )
}
