import type { AnswerValue, Answers, Field, FormDefinition, PrefillSource } from '../../kernel/forms/definition.ts'
import { prefillDifferences, prefillSources, type KnownFacts } from '../../kernel/forms/prefill.ts'
import { showAnswer } from '../../kernel/forms/show.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import type { Text } from '../../kernel/forms/definition.ts'
import type { Citizen } from '../exchange/index.ts'
import type { PopulationFacts } from './tables.ts'

/** Codes of the list of peoples (QĐ 121-TCTK/PPCĐ, 1979) as the forms of the province name them; others are left to the person. */
const PEOPLES: Readonly<Record<string, string>> = { '01': 'kinh', '02': 'tay', '03': 'thai', '04': 'hoa', '06': 'muong', '07': 'nung', '08': 'mong', '09': 'dao', '15': 'san-chay', '18': 'san-diu' }
const isPopulation = (source: PrefillSource | undefined): boolean => source?.startsWith('population.') === true

/** The questions that the population database may answer. */
export const populationFields = (form: FormDefinition): readonly Field[] => pagesOf(form).filter(page => !page.repeat).flatMap(page => page.fields.filter(field => isPopulation(field.prefill)))

/** Of what came, only what the form asks for: the rest is not kept. A commune that is none of the province's today is left to the person. */
export function factsFrom(citizen: Citizen, form: FormDefinition, communes: ReadonlySet<string> | undefined): KnownFacts {
  const wanted = new Set(populationFields(form).map(field => field.prefill))
  const home = citizen.present ?? citizen.permanent
  const facts: KnownFacts = {
    ...(home && (communes?.has(home.communeCode) ?? true) ? { 'population.residence': { communeCode: home.communeCode, detail: home.detail } } : {}),
    ...(PEOPLES[citizen.ethnicCode ?? ''] ? { 'population.ethnicGroup': PEOPLES[citizen.ethnicCode ?? ''] ?? '' } : {}),
    ...(citizen.gender ? { 'population.gender': citizen.gender } : {}),
  }
  return Object.fromEntries(Object.entries(facts).filter(([source]) => [...wanted].some(each => each === source)))
}

export interface Corrected { readonly field: Field; readonly known: Text; readonly note: string }
/** Answers that differ from what the population database said. */
export function correctedOf(form: FormDefinition, answers: Answers, { facts, notes }: PopulationFacts, communes: readonly { readonly code: string; readonly name: string }[]): readonly Corrected[] {
  const fields = new Map(populationFields(form).map(field => [field.name, field]))
  const show = (field: Field, value: AnswerValue): Text => showAnswer(field, value, code => communes.find(each => each.code === code)?.name)
  return prefillDifferences(form, answers, facts).flatMap(({ name, known }) => { const field = fields.get(name); return field ? [{ field, known: show(field, known), note: notes[name] ?? '' }] : [] })
}

const FROM: Required<Text> = { vi: 'Theo Cơ sở dữ liệu quốc gia về dân cư', en: 'As the national population database says' }
/** What stands of the signed-in person beside somebody else's name must say whose it is. */
const fromAnother = (name: string): Required<Text> => ({ vi: `Theo Cơ sở dữ liệu quốc gia về dân cư, nhưng là dữ liệu của ${name} (người đã đăng nhập)`, en: `As the national population database says, but of ${name}, who signed in` })
/** A line for each answer that the population database knows: the same, or another and why. `stranger`: the data are of this person, while the answers name another. */
export function populationNotes(form: FormDefinition, answers: Answers, population: PopulationFacts | null, communes: readonly { readonly code: string; readonly name: string }[], stranger?: string): Readonly<Record<string, Text>> {
  if (!population) return {}
  const same = Object.keys(prefillSources(form, answers, population.facts)).map((name): readonly [string, Text] => [name, stranger === undefined ? FROM : fromAnother(stranger)])
  const other = correctedOf(form, answers, population, communes).map(({ field, known, note }): readonly [string, Text] => [field.name, {
    vi: `Khác Cơ sở dữ liệu quốc gia về dân cư (${known.vi}).${note === '' ? '' : ` Người khai ghi: ${note}`}`, en: `The national population database says otherwise (${known.en ?? known.vi}).${note === '' ? '' : ` Their note: ${note}`}` }])
  return Object.fromEntries([...same, ...other])
}
