import type { Text } from './text.ts'

/** Why there is no number. A missing number is never zero and never silently left out of a sum. */
export type MissingReason =
  | { readonly code: 'no-reading'; readonly of: string }
  | { readonly code: 'no-source'; readonly of: string; readonly why: Text }
  | { readonly code: 'incomplete'; readonly of: string; readonly reported: number; readonly expected: number }
  | { readonly code: 'not-aggregated'; readonly of: string }
  | { readonly code: 'no-weight'; readonly of: string }
  | { readonly code: 'share-unknown'; readonly of: string }
  | { readonly code: 'unknown-item'; readonly of: string }
  | { readonly code: 'division-by-zero'; readonly at: number }
  | { readonly code: 'not-defined'; readonly at: number }
  | { readonly code: 'zero-removed'; readonly at: number }
  | { readonly code: 'blocked'; readonly of: string }

export interface Missing { readonly missing: readonly MissingReason[] }
export const missing = (...reasons: readonly MissingReason[]): Missing => ({ missing: reasons })
export const isMissing = (value: unknown): value is Missing => typeof value === 'object' && value !== null && 'missing' in value

/** As good as the whole reason written out, for a table of thousands of them. */
const keyOf = (reason: MissingReason): string => `${reason.code} ${'of' in reason ? reason.of : reason.at} ${'why' in reason ? reason.why.vi : 'reported' in reason ? `${reason.reported}/${reason.expected}` : ''}`
/** Both sides' reasons, each once. */
export function joined(...values: readonly Missing[]): Missing {
  const seen = new Map<string, MissingReason>()
  for (const { missing: reasons } of values) for (const reason of reasons) seen.set(keyOf(reason), reason)
  return { missing: [...seen.values()] }
}

/** The reason as the dashboard says it beside "chưa có dữ liệu". */
export function reasonText(reason: MissingReason): Text {
  switch (reason.code) {
    case 'no-reading': return { vi: `chưa có số liệu ${reason.of}`, en: `no reading of ${reason.of}` }
    case 'no-source': return reason.why
    case 'incomplete': return { vi: `${reason.of}: mới có ${reason.reported}/${reason.expected} báo cáo`, en: `${reason.of}: ${reason.reported} of ${reason.expected} reported` }
    case 'not-aggregated': return { vi: `${reason.of} không cộng gộp được; hãy xem từng đơn vị, từng kỳ`, en: `${reason.of} is not aggregated; look at one unit and period` }
    case 'no-weight': return { vi: `${reason.of} chưa có trọng số (dân số)`, en: `${reason.of} has no weight (population)` }
    case 'share-unknown': return { vi: `chưa biết phần của ${reason.of} khi tách, nhập`, en: `the share of ${reason.of} in the merger or split is unknown` }
    case 'unknown-item': return { vi: `không có mã ${reason.of}`, en: `nothing has the code ${reason.of}` }
    case 'division-by-zero': return { vi: 'mẫu số bằng 0', en: 'the denominator is zero' }
    case 'not-defined': return { vi: 'phép tính không xác định', en: 'the operation is not defined here' }
    case 'zero-removed': return { vi: 'giá trị 0 được bỏ qua', en: 'the zero is left out' }
    case 'blocked': return { vi: `thiếu ${reason.of} nên chưa tính`, en: `not computed, because ${reason.of} is missing` }
  }
}
