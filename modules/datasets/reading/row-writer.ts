import { ruleRunner } from '../domain/row-rules.ts'
import { fieldsOfRule, stagedFields, type DatasetSchema, type Field } from '../domain/schema.ts'
import { valueReader, type NumberStyle, type ValueReader } from '../domain/value.ts'
import type { Spans } from './csv-rows.ts'
import { hashBytes, keyFilter, type KeyFilter } from './key-filter.ts'

/** One finding in one row; `value` is what the cell held. */
export interface Problem { readonly row: number; readonly field: string; readonly rule: string; readonly severity: 'error' | 'warning'; readonly value: string }
export interface Tally { rows: number; valid: number; warned: number; invalid: number; readonly findings: Record<string, number>; /** rows whose key or unique value may stand above already, by what they may double; too many to name: null */ readonly suspects: Record<string, number[] | null> }

export interface RowPlan {
  readonly schema: DatasetSchema
  readonly style: NumberStyle
  /** for each column of the file the field it fills, or null */
  readonly columns: readonly (string | null)[]
  /** values that a reference may have, where there are few */
  readonly references: Readonly<Record<string, ReadonlySet<string>>>
  readonly filterBytes: number
}

const [TAB, LF, N] = [9, 10, 78]
const BACKSLASH = 92
const MOST_SUSPECTS = 20_000
const MOST_VALUE = 200
const FLUSH = 256 * 1024
/** of one row, and of one file: the rest is counted only */
const MOST_OF_ROW = 20
export const MOST_PROBLEMS = 1_000_000
const MOST_CHARACTERS = 500_000
const ROOM = 8 * 1024 * 1024

interface Column { readonly reader: ValueReader; readonly at: number; readonly required: boolean; readonly reference: ReadonlySet<string> | undefined; readonly unique: KeyFilter | undefined; readonly kept: boolean }

/** Fields of the staging table in the order in which `RowWriter` writes them, after `_row`, `_valid` and `_raw`. */
export const writtenFields = (schema: DatasetSchema, columns: readonly (string | null)[]): readonly string[] => stagedFields(schema).map(field => field.name).filter(name => columns.includes(name))

/**
 * Checks rows and writes them in COPY's text form into one buffer. A cell that is plain (`ValueReader.plain`) goes from buffer to buffer; only the
 * others become strings. A row with an error is written again as its raw text.
 */
export class RowWriter {
  readonly tally: Tally = { rows: 0, valid: 0, warned: 0, invalid: 0, findings: {}, suspects: {} }
  readonly #out = Buffer.allocUnsafe(ROOM)
  #size = 0
  readonly #columns: readonly (Column | undefined)[]
  readonly #order: readonly { readonly column: number; readonly field: Field }[]
  readonly #missing: readonly Field[]
  readonly #key: readonly number[]
  readonly #keyFilter: KeyFilter | undefined
  readonly #rules: readonly { readonly code: string; readonly severity: 'error' | 'warning'; readonly field: string; readonly holds: (value: (name: string) => string | null) => boolean }[]
  /** where in the buffer each written field of the present row stands; start = end - for null */
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #placeOf: ReadonlyMap<string, number>
  #problems: Problem[] = []
  #errors = 0
  #warnings = 0
  #number = 0
  #said = 0
  #reported = 0

  readonly #emit: (bytes: Uint8Array) => void

  /** `emit` gets pieces of the table's new rows; they are its own. */
  constructor(plan: RowPlan, emit: (bytes: Uint8Array) => void) {
    this.#emit = emit
    const { schema, style } = plan
    const fields = stagedFields(schema)
    const inRules = new Set(schema.rules.flatMap(rule => fieldsOfRule(rule.rule)))
    this.#order = fields.flatMap(field => { const column = plan.columns.indexOf(field.name); return column < 0 ? [] : [{ column, field }] })
    this.#placeOf = new Map(this.#order.map(({ field }, at) => [field.name, at]))
    this.#columns = plan.columns.map(name => {
      const at = this.#order.findIndex(each => each.field.name === name)
      const field = this.#order[at]?.field
      if (!field) return undefined
      if (field.unique) this.tally.suspects[field.name] = []
      return { reader: valueReader(field, style), at, required: field.required === true, reference: plan.references[field.name], unique: field.unique ? keyFilter(plan.filterBytes) : undefined, kept: inRules.has(field.name) }
    })
    this.#missing = schema.fields.filter(field => field.required && !this.#placeOf.has(field.name))
    this.#key = schema.key.flatMap(name => this.#placeOf.get(name) ?? [])
    this.#keyFilter = schema.key.length > 0 && this.#key.length === schema.key.length ? keyFilter(plan.filterBytes) : undefined
    if (this.#keyFilter) this.tally.suspects['key'] = []
    this.#rules = schema.rules.map(rule => ({ code: rule.code, severity: rule.severity, field: fieldsOfRule(rule.rule)[0] ?? '', holds: ruleRunner(rule, schema) }))
    this.#starts = new Int32Array(this.#order.length)
    this.#ends = new Int32Array(this.#order.length)
  }

  flush(): void {
    if (this.#size === 0) return
    this.#emit(Buffer.from(this.#out.subarray(0, this.#size)))
    this.#size = 0
  }
  takeProblems(): readonly Problem[] {
    const found = this.#problems
    if (found.length > 0) this.#problems = []
    return found
  }

  /** `number`: of the row in the file, as a spreadsheet counts. */
  spans(row: Spans, number: number): void {
    const { bytes, starts, ends, count } = row
    const begin = this.#begin(number)
    for (let at = 0; at < this.#order.length; at++) {
      const column = this.#order[at]?.column ?? 0
      const about = this.#columns[column]
      if (!about) continue
      const start = column < count ? starts[column] ?? 0 : 0
      const end = column < count ? ends[column] ?? 0 : 0
      if (start === end) { this.#empty(about); continue }
      if (about.reader.plain(bytes, start, end)) this.#plain(about, bytes, start, end)
      else this.#text(about, Buffer.prototype.utf8Slice.call(bytes, start, end))
    }
    for (let column = this.#columns.length; column < count; column++) if ((ends[column] ?? 0) > (starts[column] ?? 0)) { this.#find('columns', '', 'error', String(count)); break }
    this.#finish(begin, () => Array.from({ length: count }, (_, column) => Buffer.prototype.utf8Slice.call(bytes, starts[column], ends[column])))
  }

  texts(cells: readonly string[], number: number): void {
    const begin = this.#begin(number)
    if (cells.reduce((sum, cell) => sum + cell.length, 0) > MOST_CHARACTERS) { this.#find('row-too-long', '', 'error', ''); this.#finish(begin, () => []); return }
    for (let at = 0; at < this.#order.length; at++) {
      const column = this.#order[at]?.column ?? 0
      const about = this.#columns[column]
      if (!about) continue
      const cell = cells[column] ?? ''
      if (cell === '') this.#empty(about)
      else this.#text(about, cell)
    }
    this.#finish(begin, () => cells)
  }

  #begin(number: number): number {
    const begin = this.#size
    this.tally.rows++
    this.#number = number
    this.#errors = 0
    this.#warnings = 0
    this.#said = 0
    this.#size += this.#out.write(String(number), this.#size, 'latin1')
    // \tt\t\N
    this.#size = this.#out.writeUInt8(TAB, this.#size)
    this.#size = this.#out.writeUInt8(116, this.#size)
    this.#size = this.#out.writeUInt8(TAB, this.#size)
    this.#null()
    return begin
  }
  #null(): void { this.#out[this.#size++] = BACKSLASH; this.#out[this.#size++] = N }
  #empty(about: Column): void {
    if (about.required) this.#find('required', about.reader.field.name, 'error', '')
    this.#out[this.#size++] = TAB
    this.#starts[about.at] = this.#ends[about.at] = -1
    this.#null()
  }
  #plain(about: Column, bytes: Uint8Array, start: number, end: number): void {
    const out = this.#out
    out[this.#size++] = TAB
    let to = this.#size
    this.#starts[about.at] = to
    for (let at = start; at < end; at++) out[to++] = bytes[at] ?? 0
    this.#ends[about.at] = to
    this.#size = to
    if (about.reference) this.#refer(about)
    if (about.unique) this.#once(about.reader.field.name, about.unique, about.at)
  }
  #text(about: Column, cell: string): void {
    const { reader } = about
    const text = reader.read(cell)
    if (reader.fault !== null) { this.#find(reader.fault, reader.field.name, 'error', cell); this.#starts[about.at] = this.#ends[about.at] = -1; return }
    if (text === null) { this.#empty(about); return }
    this.#out[this.#size++] = TAB
    this.#starts[about.at] = this.#size
    this.#size += this.#out.write(/[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, escaped) : text, this.#size, 'utf8')
    this.#ends[about.at] = this.#size
    if (about.reference) this.#refer(about)
    if (about.unique) this.#once(reader.field.name, about.unique, about.at)
  }
  #refer(about: Column): void {
    const value = this.#out.toString('utf8', this.#starts[about.at], this.#ends[about.at])
    if (!about.reference?.has(value)) this.#find('reference', about.reader.field.name, 'error', value)
  }
  #suspect(name: string): void {
    const list = this.tally.suspects[name]
    if (!list) return
    if (list.length >= MOST_SUSPECTS) this.tally.suspects[name] = null
    else list.push(this.#number)
  }
  #once(name: string, filter: KeyFilter, at: number): void {
    const [start, end] = [this.#starts[at] ?? 0, this.#ends[at] ?? 0]
    if (filter.seen(hashBytes(this.#out, start, end, 0x811c9dc5), hashBytes(this.#out, start, end, 0x9747b28c))) this.#suspect(name)
  }

  #find(rule: string, field: string, severity: 'error' | 'warning', value: string): void {
    const name = field === '' ? rule : `${rule}:${field}`
    this.tally.findings[name] = (this.tally.findings[name] ?? 0) + 1
    if (severity === 'error') this.#errors++
    else this.#warnings++
    if (++this.#said <= MOST_OF_ROW && this.#reported++ < MOST_PROBLEMS) this.#problems.push({ row: this.#number, field, rule, severity, value: value.slice(0, MOST_VALUE) })
  }
  readonly #valueOf = (name: string): string | null => {
    const at = this.#placeOf.get(name)
    if (at === undefined || (this.#starts[at] ?? -1) < 0) return null
    const value = this.#out.toString('utf8', this.#starts[at], this.#ends[at])
    return value.includes('\\') ? value.replace(/\\([\\tnr])/g, (_, char: string) => UNESCAPED[char] ?? char) : value
  }

  #finish(begin: number, raw: () => readonly string[]): void {
    for (const field of this.#missing) this.#find('required', field.name, 'error', '')
    // rules look at rows whose cells are right: a wrong cell is said once
    if (this.#errors === 0) for (const rule of this.#rules) if (!rule.holds(this.#valueOf)) this.#find(rule.code, rule.field, rule.severity, '')
    const { tally } = this
    if (this.#errors > 0) {
      tally.invalid++
      this.#size = begin
      const text = raw().join('\u001f').slice(0, 20_000).replaceAll('\0', '').toWellFormed()
      this.#size += this.#out.write(`${this.#number}\tf\t${text.replace(/[\\\t\n\r]/g, escaped)}${'\t\\N'.repeat(this.#order.length)}`, this.#size, 'utf8')
    } else {
      tally.valid++
      if (this.#warnings > 0) tally.warned++
      if (this.#keyFilter) {
        let [low, high] = [0x811c9dc5, 0x9747b28c]
        for (const at of this.#key) { const [start, end] = [this.#starts[at] ?? 0, this.#ends[at] ?? 0]; low = hashBytes(this.#out, start, end, low); high = hashBytes(this.#out, start, end, high) }
        if (this.#keyFilter.seen(low, high)) this.#suspect('key')
      }
    }
    this.#out[this.#size++] = LF
    if (this.#size > FLUSH) this.flush()
  }
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const UNESCAPED: Readonly<Record<string, string>> = { '\\': '\\', t: '\t', n: '\n', r: '\r' }
const escaped = (char: string): string => ESCAPED[char] ?? char
