import type { AnswerValue, Answers, Field, FormDefinition, FormPage, PrefillSource } from '../../kernel/forms/definition.ts'
import { isLocked } from '../../kernel/forms/prefill.ts'
import { showAnswer } from '../../kernel/forms/show.ts'
import { isAnswersList, visibleFields, walkForm } from '../../kernel/forms/visible.ts'
import { SummaryCard, SummaryList, type SummaryRow } from '../components/summary-list.tsx'
import { say, useLang, type Lang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { sourceText, type Commune } from './field-view.tsx'
import { idOf } from '../components/field.tsx'

export interface AnswersSummaryProps {
  readonly form: FormDefinition
  readonly answers: Answers
  /** where a page's answers are changed; left out for reading only (officers, sent dossiers) */
  readonly changeHref?: ((pageId: string) => string) | undefined
  readonly communes?: readonly Commune[] | undefined
  readonly prefillSources?: Readonly<Record<string, PrefillSource>> | undefined
  /** a quiet line under an answer by field path: what changed, what does not match */
  readonly notes?: Readonly<Record<string, string>> | undefined
}

/** Every answer that was asked, by section, each with its way to change it (WCAG 3.3.4); the same view is the officer's. */
export function AnswersSummary({ form, answers, changeHref, communes = [], prefillSources = {}, notes = {} }: AnswersSummaryProps) {
  const lang = useLang()
  const walked = walkForm(form, answers)
  const names = new Map(communes.map(({ code, name }) => [code, name]))
  const rowOf = (page: FormPage, field: Field, value: AnswerValue | undefined, path: string): SummaryRow => {
    const source = path === field.name && Object.hasOwn(prefillSources, path) ? prefillSources[path] : undefined
    const locked = isLocked(field) && source !== undefined
    return {
      key: say(field.label, lang), value: value === undefined ? '' : shown(field, value, lang, names),
      note: notes[path] ?? (source === undefined ? undefined : say(sourceText(source), lang)),
      action: changeHref === undefined || locked ? undefined : { href: `${changeHref(page.id)}#${idOf(path)}` },
    }
  }
  return (
    <>
      {form.sections.map((section) => {
        const asked = walked.asked.filter(({ page }) => section.pages.includes(page))
        if (asked.length === 0) return null
        const plain = asked.filter(({ page }) => page.repeat === undefined)
        const rows = plain.flatMap(({ page, before }) => visibleFields(page.fields, walked.answers, before).map((field) => rowOf(page, field, own(walked.answers, field.name), field.name)))
        return (
          <div key={section.id}>
            {rows.length > 0 && <SummaryCard title={say(section.title, lang)}><SummaryList rows={rows} /></SummaryCard>}
            {asked.map(({ page, before }) => page.repeat !== undefined && <RepeatCards key={page.id} page={page} before={before} answers={walked.answers} rowOf={rowOf} changeHref={changeHref} />)}
          </div>
        )
      })}
    </>
  )
}

const own = (answers: Answers, name: string): AnswerValue | undefined => (Object.hasOwn(answers, name) ? answers[name] : undefined)

function shown(field: Field, value: AnswerValue, lang: Lang, names: ReadonlyMap<string, string>): string {
  if (field.type === 'confirm') return value === true ? (lang === 'vi' ? 'Đã xác nhận' : 'Confirmed') : ''
  return say(showAnswer(field, value, (code) => names.get(code)), lang)
}

function RepeatCards({ page, before, answers, rowOf, changeHref }: {
  readonly page: FormPage; readonly before: Answers; readonly answers: Answers
  readonly rowOf: (page: FormPage, field: Field, value: AnswerValue | undefined, path: string) => SummaryRow
  readonly changeHref: ((pageId: string) => string) | undefined
}) {
  const lang = useLang()
  if (page.repeat === undefined) return null
  const { name, itemLabel } = page.repeat
  const value = own(answers, name)
  const items = isAnswersList(value) ? value : []
  if (items.length === 0) {
    return <SummaryCard title={say(page.title, lang)}><SummaryList rows={[{ key: say(itemLabel, lang), value: lang === 'vi' ? 'Không có' : 'None', action: changeHref === undefined ? undefined : { href: changeHref(page.id), text: say(words.change, lang) } }]} /></SummaryCard>
  }
  return (
    <>
      {items.map((item, index) => (
        <SummaryCard key={index} title={`${say(itemLabel, lang)} ${index + 1}`}>
          <SummaryList rows={visibleFields(page.fields, item, before).map((field) => rowOf(page, field, own(item, field.name), `${name}.${index}.${field.name}`))} />
        </SummaryCard>
      ))}
    </>
  )
}
