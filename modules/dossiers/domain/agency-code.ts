/**
 * Identifier codes of agencies in the two orders that are in use: low to high `000.00.33.H55` (QCVN 102:2016, TT 01/2018/TT-VPCP D19)
 * and high to low `H55.33` (QD 20/2020/QD-TTg D4). The platform keeps the second as canonical.
 */
export type CodeOrder = 'high-to-low' | 'low-to-high'
export type AgencyCodeReason = 'not-an-agency-code' | 'not-expressible'
export type AgencyCodeResult = { readonly ok: true; readonly code: string } | { readonly ok: false; readonly reason: AgencyCodeReason }

const LOW_TO_HIGH = /^(\d{3})\.(\d{2})\.(\d{2})\.([A-Y]\d{2})$/
const HIGH_TO_LOW = /^[A-Y]\d{2}(\.[A-Z0-9]+)*$/
/** Digits of levels 2, 3 and 4 in the old order. */
const WIDTHS = [2, 2, 3] as const
const LONGEST = 35

/** Which order a code is written in; undefined when it is no agency code. */
export function orderOf(code: string): CodeOrder | undefined {
  if (LOW_TO_HIGH.test(code)) return 'low-to-high'
  return HIGH_TO_LOW.test(code) && code.length <= LONGEST ? 'high-to-low' : undefined
}

/** `000.00.33.H55` → `H55.33`; a code already in the new order comes back as it is. */
export function toHighToLow(code: string): AgencyCodeResult {
  const order = orderOf(code)
  if (order === undefined) return { ok: false, reason: 'not-an-agency-code' }
  if (order === 'high-to-low') return { ok: true, code }
  const groups = code.split('.').reverse()
  while (groups.length > 1 && isZero(groups.at(-1))) groups.pop()
  return { ok: true, code: groups.join('.') }
}

/** `H55.33` → `000.00.33.H55`. The old order has three levels of 2, 2 and 3 digits below the first: `H55.242` has no old form. */
export function toLowToHigh(code: string): AgencyCodeResult {
  const order = orderOf(code)
  if (order === undefined) return { ok: false, reason: 'not-an-agency-code' }
  if (order === 'low-to-high') return { ok: true, code }
  const [top = '', ...lower] = code.split('.')
  const fits = lower.length <= WIDTHS.length && lower.every((group, index) => /^\d+$/.test(group) && group.length === WIDTHS[index])
  if (!fits || isZero(lower.at(-1))) return { ok: false, reason: 'not-expressible' }
  const groups = WIDTHS.map((width, index) => lower[index] ?? '0'.repeat(width))
  return { ok: true, code: [...groups.toReversed(), top].join('.') }
}

function isZero(group: string | undefined): boolean {
  return group !== undefined && /^0+$/.test(group)
}
