import type { FieldFault } from '../../../kernel/errors.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { fold, tidy } from '../../../kernel/vi-text/index.ts'
import { CHANNELS, type CaseTime, type Channel, type ChannelTerms, type ComponentDefinition, type Fee, type ProcedureCase, type ProcedurePack } from './pack.ts'
import { TIME_UNITS, type WorkflowStep } from './workflow.ts'

/** Values of a form by name; '' for what is not there. */
export type Typed = (name: string) => string
export type Edited<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly FieldFault[] }

export const CASE_UNITS = [...TIME_UNITS, 'SAME_DAY'] as const
const MOST = 1_000_000_000

/** Collects what cannot be read, so that everything is told at once. */
class Reader {
  readonly faults: FieldFault[] = []
  readonly typed: Typed
  constructor(typed: Typed) { this.typed = typed }
  needed(name: string, vi: string): string {
    const value = tidy(this.typed(name))
    if (value === '') this.faults.push({ field: name, code: 'required', message: { vi } })
    return value
  }
  count(name: string, what: string): number {
    const typed = this.typed(name).replace(/[.\s₫đ]/g, '')
    const value = Number(typed)
    if (typed === '' || !Number.isInteger(value) || value < 0 || value > MOST) {
      this.faults.push({ field: name, code: 'number', message: { vi: `${what} phải là số nguyên từ 0 trở lên, đang là “${this.typed(name)}”.`, en: `Type a whole number from 0, not "${this.typed(name)}".` } })
      return 0
    }
    return value
  }
  done<T>(value: T): Edited<T> { return this.faults.length > 0 ? { ok: false, faults: this.faults } : { ok: true, value } }
}

const reword = (text: Text | undefined, vi: string): { note?: Text } => vi === '' ? {} : { note: text?.vi === vi ? text : { vi } }
/** A changed wording loses the translation of the old one. */
const said = (before: Text, vi: string): Text => before.vi === vi ? before : { vi }
const idFrom = (name: string, taken: readonly string[]): string => {
  const stem = fold(name).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '') || 'muc'
  return taken.includes(stem) ? `${stem}-${taken.length + 1}` : stem
}

/** Name, summary, decision and online level of the whole procedure. */
export function editGeneral(pack: ProcedurePack, typed: Typed): Edited<ProcedurePack> {
  const reader = new Reader(typed)
  const text = (name: string, vi: string): Text => { const en = tidy(typed(`${name}En`)); return { vi: reader.needed(`${name}Vi`, vi), ...(en === '' ? {} : { en }) } }
  const [name, summary] = [text('name', 'Chưa có tên thủ tục.'), text('summary', 'Chưa có lời giới thiệu. Một câu: người dân nhận được gì, khi nào cần.')]
  const { decision: _, onlineLevelReason: before, ...rest } = pack
  const [decision, reason] = [tidy(typed('packDecision')), tidy(typed('onlineLevelReason'))]
  return reader.done({ ...rest, name, summary, ...(decision === '' ? {} : { decision }), onlineLevel: typed('onlineLevel') === 'partial' ? 'partial' : 'full', ...(reason === '' ? {} : { onlineLevelReason: before ? said(before, reason) : { vi: reason } }) })
}

/** Title, channels with time and fees, papers, steps of one case; everything else of it stays. */
export function editCase(of: ProcedureCase, typed: Typed): Edited<ProcedureCase> {
  const reader = new Reader(typed)
  const channels = Object.fromEntries(CHANNELS.flatMap((channel) => typed(`${channel}.offered`) === 'yes' ? [[channel, terms(reader, channel, of.channels[channel])] as const] : []))
  const components = editComponents(reader, of.components)
  const kept = new Set(components.map(({ id }) => id))
  return reader.done({
    ...of, title: said(of.title, reader.needed('title', 'Chưa có tên trường hợp.')), channels, components,
    supplementReasons: of.supplementReasons.filter(({ component }) => component === undefined || kept.has(component)),
    workflow: { ...of.workflow, steps: of.workflow.steps.map((step) => editStep(reader, step)) },
  })
}

function terms(reader: Reader, channel: Channel, before: ChannelTerms | undefined): ChannelTerms {
  const { typed } = reader
  const unit = CASE_UNITS.find((each) => each === typed(`${channel}.unit`))
  if (!unit) reader.faults.push({ field: `${channel}.unit`, code: 'required', message: { vi: 'Chưa chọn đơn vị của thời hạn.', en: 'Choose a unit of time.' } })
  const value = unit === 'SAME_DAY' ? 1 : unit === 'OTHER' && typed(`${channel}.value`) === '' ? 0 : reader.count(`${channel}.value`, 'Thời hạn')
  const time: CaseTime = { value, unit: unit ?? 'OTHER', ...reword(before?.time.note, tidy(typed(`${channel}.note`))) }
  if (unit === 'OTHER' && time.note === undefined) reader.faults.push({ field: `${channel}.note`, code: 'required', message: { vi: 'Thời hạn “theo ghi chú” thì phải có ghi chú.', en: 'A time without a figure needs a note.' } })
  const kept = (before?.fees ?? []).filter(({ id }) => typed(`${channel}.fee.${id}.remove`) !== 'yes').map((fee) => editFee(reader, `${channel}.fee.${fee.id}`, fee))
  const added = tidy(typed(`${channel}.fee.new.name`))
  if (added === '') return { time, fees: kept }
  const fee: Fee = { id: idFrom(added, kept.map(({ id }) => id)), name: { vi: added }, kind: typed(`${channel}.fee.new.kind`) === 'charge' ? 'charge' : 'fee', amount: reader.count(`${channel}.fee.new.amount`, 'Mức thu') }
  return { time, fees: [...kept, fee] }
}

/** Amounts by page or in dollars are set in the file; here only their names and notes. */
export const hasPlainAmount = (fee: Fee): boolean => fee.tariff === undefined && fee.usd === undefined

function editFee(reader: Reader, at: string, fee: Fee): Fee {
  const { note, unconfirmed: _, ...rest } = fee
  const { typed } = reader
  return {
    ...rest, name: said(fee.name, reader.needed(`${at}.name`, 'Chưa có tên khoản thu.')), amount: hasPlainAmount(fee) ? reader.count(`${at}.amount`, 'Mức thu') : fee.amount,
    ...reword(note, tidy(typed(`${at}.note`))), ...(typed(`${at}.confirmed`) === 'yes' ? {} : { unconfirmed: true }),
  }
}

function editComponents(reader: Reader, before: readonly ComponentDefinition[]): readonly ComponentDefinition[] {
  const { typed } = reader
  const read = (at: string, base: ComponentDefinition): ComponentDefinition => ({
    ...base, name: said(base.name, reader.needed(`${at}.name`, 'Chưa có tên giấy tờ.')), explanation: said(base.explanation, reader.needed(`${at}.explanation`, 'Chưa có lời giải thích: giấy này là gì, lấy ở đâu.')),
    original: reader.count(`${at}.original`, 'Số bản chính'), copy: reader.count(`${at}.copy`, 'Số bản sao'), required: typed(`${at}.required`) === 'yes',
  })
  const kept = before.filter(({ id }) => typed(`component.${id}.remove`) !== 'yes').map((component) => read(`component.${component.id}`, component))
  const added = tidy(typed('component.new.name'))
  if (added === '') return kept
  return [...kept, read('component.new', { id: idFrom(added, before.map(({ id }) => id)), name: { vi: '' }, explanation: { vi: '' }, original: 0, copy: 0, required: false, accept: ['photo', 'pdf'] })]
}

function editStep(reader: Reader, step: WorkflowStep): WorkflowStep {
  const at = `step.${step.id}`
  const unit = TIME_UNITS.find((each) => each === reader.typed(`${at}.unit`))
  return { ...step, name: said(step.name, reader.needed(`${at}.name`, 'Chưa có tên bước.')), role: reader.needed(`${at}.role`, 'Chưa chọn vai trò làm bước này.'), time: unit === undefined ? null : { value: reader.count(`${at}.value`, 'Thời gian của bước'), unit } }
}

type Values = Readonly<Record<string, string>>

/** What the two forms show for a pack as it stands. */
export function generalValues(pack: ProcedurePack): Values {
  return { nameVi: pack.name.vi, nameEn: pack.name.en ?? '', summaryVi: pack.summary.vi, summaryEn: pack.summary.en ?? '', packDecision: pack.decision ?? '', onlineLevel: pack.onlineLevel, onlineLevelReason: pack.onlineLevelReason?.vi ?? '' }
}

export function caseValues(of: ProcedureCase): Values {
  const yes = (value: boolean): string => value ? 'yes' : ''
  return Object.fromEntries([
    ['title', of.title.vi],
    ...CHANNELS.flatMap((channel) => {
      const terms = of.channels[channel]
      return terms ? [[`${channel}.offered`, 'yes'], [`${channel}.value`, String(terms.time.value)], [`${channel}.unit`, terms.time.unit], [`${channel}.note`, terms.time.note?.vi ?? ''],
        ...terms.fees.flatMap((fee) => [['name', fee.name.vi], ['amount', String(fee.amount)], ['note', fee.note?.vi ?? ''], ['confirmed', yes(fee.unconfirmed !== true)]].map(([name = '', value = '']) => [`${channel}.fee.${fee.id}.${name}`, value]))] : []
    }),
    ...of.components.flatMap((each) => [['name', each.name.vi], ['explanation', each.explanation.vi], ['original', String(each.original)], ['copy', String(each.copy)], ['required', yes(each.required)]].map(([name = '', value = '']) => [`component.${each.id}.${name}`, value])),
    ...of.workflow.steps.flatMap((step) => [['name', step.name.vi], ['role', step.role], ['value', step.time === null ? '' : String(step.time.value)], ['unit', step.time?.unit ?? '']].map(([name = '', value = '']) => [`step.${step.id}.${name}`, value])),
  ])
}
