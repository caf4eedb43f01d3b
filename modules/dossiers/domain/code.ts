import type { LocalDate } from '../../../kernel/working-time.ts'
import { orderOf, toHighToLow, toLowToHigh } from './agency-code.ts'
import type { AgencyCodeReason, CodeOrder } from './agency-code.ts'

/**
 * The number of a dossier: `<receiving agency>-YYMMDD-XXXX`, XXXX its place among the day's receptions (ND 61/2018 D26, TT 01/2018/TT-VPCP
 * D19). Given at acceptance, never before and never again (ND 61/2018 D17.3).
 */
export interface DossierCodeParts {
  /** canonical order, `H55.33` */
  readonly agencyCode: string
  readonly date: LocalDate
  /** 1 for the first dossier of the day */
  readonly number: number
}
/** How codes are written; chosen by the regime at reception, old codes stay readable. */
export interface CodeStrategy { readonly version: 1; readonly order: CodeOrder }

export type DossierCodeReason = AgencyCodeReason | 'not-a-dossier-code' | 'no-such-day' | 'bad-number'
export type Result<T> = { readonly ok: true } & T | { readonly ok: false; readonly reason: DossierCodeReason }

const SHAPE = /^([A-Z0-9.]+)-(\d{2})(\d{2})(\d{2})-(\d{4}|[1-9]\d{4,5})$/
const RESULT_SHAPE = /^KQ\.([A-Z]\d{2})\.(\d{6})$/

/** Writes a code. Above 9,999 receptions a day the number grows: nobody is turned away for want of a digit. */
export function formatDossierCode(strategy: CodeStrategy, parts: DossierCodeParts): Result<{ readonly code: string }> {
  if (!Number.isInteger(parts.number) || parts.number < 1 || parts.number > 999_999) return { ok: false, reason: 'bad-number' }
  if (!isDay(parts.date)) return { ok: false, reason: 'no-such-day' }
  const agency = strategy.order === 'low-to-high' ? toLowToHigh(parts.agencyCode) : toHighToLow(parts.agencyCode)
  if (!agency.ok) return agency
  return { ok: true, code: `${agency.code}-${parts.date.slice(2).replaceAll('-', '')}-${String(parts.number).padStart(4, '0')}` }
}

/** Reads a code of either order, as written (no cleaning: see `normaliseDossierCode`). Years are 2000 to 2099. */
export function parseDossierCode(code: string): Result<{ readonly parts: DossierCodeParts; readonly order: CodeOrder }> {
  const [, agencyText = '', year = '', month = '', day = '', number = ''] = SHAPE.exec(code) ?? []
  if (agencyText === '') return { ok: false, reason: 'not-a-dossier-code' }
  const agency = toHighToLow(agencyText)
  const order = orderOf(agencyText)
  if (!agency.ok || order === undefined) return { ok: false, reason: 'not-an-agency-code' }
  const date = `20${year}-${month}-${day}`
  if (!isDay(date)) return { ok: false, reason: 'no-such-day' }
  if (Number(number) === 0) return { ok: false, reason: 'bad-number' }
  return { ok: true, parts: { agencyCode: agency.code, date, number: Number(number) }, order }
}

/** What people type or paste, made comparable: upper case, plain hyphens, no blanks. */
export function normaliseDossierCode(text: string): string {
  return text.normalize('NFC').toUpperCase().replaceAll(/[\u2010-\u2015\u2212]/g, '-').replaceAll(/[\s\u200B\u00AD]/g, '')
}

/** The number told at filing, before there is a code: the random end of the dossier's id. */
export const filingNumberOf = (id: string): string => id.slice(-12).toUpperCase()
export const isFilingNumber = (text: string): boolean => /^[0-9A-F]{12}$/.test(text)

/** `KQ.G10.000608`: owner (level-1 code) and six digits, as the national catalogue writes kinds of results. */
export function formatResultCode(owner: string, number: number): Result<{ readonly code: string }> {
  const code = `KQ.${owner}.${String(number).padStart(6, '0')}`
  return parseResultCode(code).ok ? { ok: true, code } : { ok: false, reason: 'bad-number' }
}

export function parseResultCode(code: string): Result<{ readonly owner: string; readonly number: number }> {
  const [, owner = '', number = ''] = RESULT_SHAPE.exec(code) ?? []
  return owner === '' ? { ok: false, reason: 'not-a-dossier-code' } : { ok: true, owner, number: Number(number) }
}

function isDay(date: LocalDate): boolean {
  return /^20\d\d-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date)
}
