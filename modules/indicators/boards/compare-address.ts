import { BOARDS } from './addresses.ts'

/** Words of the address for what is compared and how it is looked at. */
export const LEVEL_WORDS = { commune: 'xa', agency: 'co-quan', province: 'tinh' } as const
export const LOOKS = ['nhiet', 'ban-do', 'ky'] as const
export type Look = (typeof LOOKS)[number]
/** Everything that a comparison shows stands in its address. `criterion`: an indicator's code, '' the total. `sort`: '' by name, a criterion's code (`tong` the total) best first, with `-` before it the other way. */
export interface CompareAddress { readonly framework: string; readonly edition: string; readonly period: string; readonly level: keyof typeof LEVEL_WORDS; readonly criterion: string; readonly look: Look; readonly sort: string; /** years of a map that moves, '' where it stands still */ readonly from?: string; readonly to?: string }
export interface CompareQuery { readonly 'ky'?: string; readonly 'phien-ban'?: string; readonly 'cap'?: string; readonly 'chi-so'?: string; readonly 'xem'?: string; readonly 'sap'?: string; readonly 'don-vi'?: string; readonly 'tu'?: string; readonly 'den'?: string }

/** What a comparison's address holds. */
export function compareParts({ edition, period, level, criterion, look, sort, from = '', to = '' }: CompareAddress, page = 'so-sanh'): readonly (readonly [name: string, value: string])[] {
  const own = page === 'so-sanh'
  return ([['ky', period], ['cap', LEVEL_WORDS[level]], ['phien-ban', edition], ['chi-so', criterion], ['xem', own && look !== 'nhiet' ? look : ''], ['tu', own && look === 'ban-do' ? from : ''], ['den', own && look === 'ban-do' ? to : ''], ['sap', page === 'dien-bien' ? '' : sort]] as const).filter(([, value]) => value !== '')
}
export function compareHref(address: CompareAddress, change: Partial<CompareAddress> = {}, page = 'so-sanh'): string {
  return `${BOARDS}/${change.framework ?? address.framework}/${page}?${new URLSearchParams(compareParts({ ...address, ...change }, page).map(([name, value]) => [name, value])).toString()}`
}
/** One commune over time. */
export const seriesHref = (address: CompareAddress, unit: string): string => `${compareHref(address, {}, 'dien-bien')}&don-vi=${encodeURIComponent(unit)}`
/** Who stands where, and what would move `unit`. */
export const rankingHref = ({ framework, edition, period, level }: Pick<CompareAddress, 'framework' | 'edition' | 'period' | 'level'>, unit = ''): string =>
  `${BOARDS}/${framework}/xep-hang?${new URLSearchParams({ 'ky': period, 'cap': LEVEL_WORDS[level], 'phien-ban': edition, ...unit === '' ? {} : { 'don-vi': unit } }).toString()}`
