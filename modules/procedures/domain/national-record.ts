import { CHANNELS, type Channel, type ChannelOffer, type Component, type ComponentGroup, type Fee, type Level, type PublishedProcedure } from './content.ts'
import type { TimeLimit, TimeUnit } from '../../../kernel/working-time.ts'
import { TIME_UNITS } from './workflow.ts'

/** Why a record of the national catalogue was not taken; `detail` names the part and the value. */
export interface Refusal { readonly reason: RefusalReason; readonly code?: string; readonly detail?: string }
export type RefusalReason = 'not-json' | 'not-an-object' | 'missing-code' | 'bad-code' | 'missing-name' | 'missing-part' | 'wrong-type'
  | 'unknown-unit' | 'unknown-channel' | 'unknown-level' | 'bad-number' | 'repeated-code'

const CODE = /^\d\.\d{6}$/
const LEVEL_NAMES: Readonly<Record<string, Level>> = { BO: 'ministry', TINH: 'province', HUYEN: 'district', XA: 'commune', KHAC: 'other' }
const CHANNEL_NAMES: Readonly<Record<string, Channel>> = { DIRECT: 'counter', ONLINE: 'online', POSTAL: 'post' }

/** Thrown inside this file only: the first fault of a record ends its reading. */
class Refused extends Error {
  readonly reason: RefusalReason
  constructor(reason: RefusalReason, detail: string) { super(detail); this.reason = reason }
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsAt(value: unknown, at: string): Fields {
  if (!isFields(value)) throw new Refused('wrong-type', at)
  return value
}
function text(fields: Fields, key: string): string {
  const value = fields[key] ?? ''
  if (typeof value !== 'string') throw new Refused('wrong-type', key)
  return value.normalize('NFC').replace(/\r\n?/g, '\n').replace(/[ \t\u00a0]+/g, ' ').trim()
}
const line = (fields: Fields, key: string): string => text(fields, key).replace(/\s+/g, ' ')
const optional = (fields: Fields, key: string): string | null => line(fields, key) || null
function list(fields: Fields, key: string): readonly unknown[] {
  const value = fields[key]
  if (!Array.isArray(value)) throw new Refused(value === undefined ? 'missing-part' : 'wrong-type', key)
  return value
}
function count(fields: Fields, key: string): number {
  const value = fields[key] ?? 0
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Refused('bad-number', `${key} ${JSON.stringify(value)}`)
  return value
}
const strings = (fields: Fields, key: string): string[] => list(fields, key).map((value) => line({ value }, 'value')).filter((value) => value !== '')

function level(value: unknown): Level {
  const found = typeof value === 'string' && Object.hasOwn(LEVEL_NAMES, value) ? LEVEL_NAMES[value] : undefined
  if (!found) throw new Refused('unknown-level', JSON.stringify(value))
  return found
}
const isTimeUnit = (value: unknown): value is TimeUnit => TIME_UNITS.some((unit) => unit === value)

/** No unit and no number: the published text gives no time. OTHER may come without a number: the note says it. */
function timeLimit(method: Fields): TimeLimit | null {
  const { time, unit } = method
  if (unit === null || unit === undefined) return null
  if (!isTimeUnit(unit)) throw new Refused('unknown-unit', JSON.stringify(unit))
  if (time === null || time === undefined) return null
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0) throw new Refused('bad-number', `time ${JSON.stringify(time)}`)
  return { value: time, unit }
}
function fee(value: unknown): Fee {
  const fields = fieldsAt(value, 'fees')
  const amount = fields['amount'] ?? null
  if (amount !== null && (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0)) throw new Refused('bad-number', `amount ${JSON.stringify(amount)}`)
  return { amount, currency: optional(fields, 'currency'), note: line(fields, 'note') }
}
function channel(value: unknown): ChannelOffer {
  const fields = fieldsAt(value, 'methods')
  const name = text(fields, 'method')
  const found = Object.hasOwn(CHANNEL_NAMES, name) ? CHANNEL_NAMES[name] : undefined
  if (!found) throw new Refused('unknown-channel', JSON.stringify(name))
  return { channel: found, time: timeLimit(fields), fees: list(fields, 'fees').map(fee), note: text(fields, 'description') }
}
function component(value: unknown): Component {
  const fields = fieldsAt(value, 'items')
  return { name: text(fields, 'name'), originals: count(fields, 'original'), copies: count(fields, 'copy'), forms: strings(fields, 'forms') }
}
function componentGroup(value: unknown): ComponentGroup {
  const fields = fieldsAt(value, 'documents')
  return { case: line(fields, 'case'), items: list(fields, 'items').map(component).filter((item) => item.name !== ''), note: text(fields, 'tail') }
}

function read(record: Fields, code: string): PublishedProcedure {
  const name = line(record, 'name')
  if (name === '') throw new Refused('missing-name', code)
  const channels = list(record, 'methods').map(channel).toSorted((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel))
  return {
    code, name, field: line(record, 'field'), ministry: line(record, 'ministry'), levels: [...new Set(list(record, 'levels').map(level))],
    decision: line(record, 'decision'), agency: optional(record, 'agency'), subjects: strings(record, 'subjects'),
    onlineLevel: channels.some((offer) => offer.channel === 'online') ? 'unstated' : 'information',
    content: {
      steps: text(record, 'steps'), channels, componentGroups: list(record, 'documents').map(componentGroup),
      competentAgency: optional(record, 'competent_agency'), coordinatingAgency: optional(record, 'coordinating'), receivingAddress: optional(record, 'receive_address'),
      results: list(record, 'results').map((value) => { const result = fieldsAt(value, 'results'); return { code: optional(result, 'code'), name: line(result, 'name') } }),
      legalBasis: list(record, 'legal').map((value) => { const law = fieldsAt(value, 'legal'); return { number: line(law, 'code'), name: line(law, 'name') } }),
      conditions: text(record, 'conditions'), kind: line(record, 'type'), nationalId: optional(record, 'formality_id'),
    },
  }
}

/** Reads one line of the national catalogue (JSON Lines, one procedure each); refuses it with a reason rather than guess. */
export function readNationalRecord(json: string): { readonly ok: true; readonly procedure: PublishedProcedure } | { readonly ok: false; readonly refusal: Refusal } {
  let parsed: unknown
  try { parsed = JSON.parse(json) } catch { return { ok: false, refusal: { reason: 'not-json' } } }
  if (!isFields(parsed)) return { ok: false, refusal: { reason: 'not-an-object' } }
  const code = parsed['code']
  if (typeof code !== 'string' || code.trim() === '') return { ok: false, refusal: { reason: 'missing-code' } }
  if (!CODE.test(code.trim())) return { ok: false, refusal: { reason: 'bad-code', code } }
  try {
    return { ok: true, procedure: read(parsed, code.trim()) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: { reason: error.reason, code, detail: error.message } }
    throw error
  }
}
