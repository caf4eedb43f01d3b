import type { Text } from '../text.ts'

export const AGGREGATION_TYPES = ['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX', 'COUNT', 'NONE'] as const
export type AggregationType = (typeof AGGREGATION_TYPES)[number]
export const PERIOD_VARIABLES = ['days', 'periodInYear', 'yearlyPeriodCount'] as const
export type PeriodVariable = (typeof PERIOD_VARIABLES)[number]
export const REPORTING_METRICS = ['REPORTING_RATE', 'REPORTING_RATE_ON_TIME', 'ACTUAL_REPORTS', 'ACTUAL_REPORTS_ON_TIME', 'EXPECTED_REPORTS'] as const
export type ReportingMetric = (typeof REPORTING_METRICS)[number]
export const MODIFIERS = ['aggregationType', 'periodOffset', 'yearToDate', 'minDate', 'maxDate'] as const

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%' | '^'
/** Ordinary precedence: a higher number binds tighter. `^` groups from the right, everything else from the left. */
export const BINDING: Readonly<Record<BinaryOperator, number>> = { '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '>': 4, '<=': 4, '>=': 4, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6, '^': 8 }
/** `-2^2` is -4: a sign binds weaker than a power, tighter than a product. */
export const SIGN_BINDING = 7
export const isBinaryOperator = (text: string): text is BinaryOperator => Object.hasOwn(BINDING, text)

/** Kinds of arguments: `same` stands for one type that all of them and the answer share. */
type Kind = 'number' | 'boolean' | 'any' | 'same'
interface Signature { readonly args: readonly Kind[]; readonly more?: Kind; readonly least: number; readonly gives: 'number' | 'boolean' | 'same' }
export const FUNCTIONS = {
  if: { args: ['boolean', 'same', 'same'], least: 3, gives: 'same' },
  isNull: { args: ['any'], least: 1, gives: 'boolean' },
  isNotNull: { args: ['any'], least: 1, gives: 'boolean' },
  firstNonNull: { args: [], more: 'same', least: 1, gives: 'same' },
  greatest: { args: [], more: 'number', least: 1, gives: 'number' },
  least: { args: [], more: 'number', least: 1, gives: 'number' },
  log: { args: ['number', 'number'], least: 1, gives: 'number' },
  log10: { args: ['number'], least: 1, gives: 'number' },
  round: { args: ['number', 'number'], least: 1, gives: 'number' },
  removeZeros: { args: ['number'], least: 1, gives: 'number' },
  subExpression: { args: ['number'], least: 1, gives: 'number' },
} as const satisfies Readonly<Record<string, Signature>>
export type FunctionName = keyof typeof FUNCTIONS
export const isFunction = (name: string): name is FunctionName => Object.hasOwn(FUNCTIONS, name)
export const signatureOf = (name: FunctionName): Signature => FUNCTIONS[name]

const PROGRAM: Text = { vi: 'chỉ có trong chỉ số chương trình (program indicator) của DHIS2, tính trên từng sự kiện; ở đây hãy đếm trong truy vấn rồi đưa vào thành chỉ tiêu #{…}', en: 'exists in DHIS2 program indicators only, over single events; count in a query here and read it as an element #{…}' }
const TEXTS: Text = { vi: 'so sánh văn bản và danh mục, mà biểu thức ở đây chỉ có số và đúng/sai; hãy dùng phân tổ #{phần_tử.phân_tổ}', en: 'compares texts and options, and expressions here know numbers and true/false only; use a category #{element.category}' }
const PREDICTOR: Text = { vi: 'chỉ có trong bộ dự báo (predictor) của DHIS2; ở đây dùng .aggregationType(…) hoặc subExpression(…)', en: 'exists in DHIS2 predictors only; use .aggregationType(…) or subExpression(…) here' }
const NORMAL: Text = { vi: 'là hàm phân phối chuẩn của DHIS2, ở đây chưa có; quy tắc kiểm tra đã có z-score', en: 'is DHIS2\'s normal distribution, which does not exist here; validation rules have z-scores' }
/** Words of DHIS2 that are known and refused with the reason, instead of "unknown". */
const REFUSED: Readonly<Record<string, Text>> = {
  contains: TEXTS, containsItems: TEXTS, is: TEXTS, normDistCum: NORMAL, normDistDen: NORMAL, 'A{': PROGRAM, 'D{': PROGRAM, 'I{': PROGRAM, 'V{': PROGRAM, 'd2': PROGRAM,
  avg: PREDICTOR, sum: PREDICTOR, max: PREDICTOR, min: PREDICTOR, count: PREDICTOR, median: PREDICTOR, percentileCont: PREDICTOR, stddev: PREDICTOR, stddevPop: PREDICTOR, stddevSamp: PREDICTOR, variance: PREDICTOR,
}
/** Why a word of DHIS2 is refused; undefined: none of its words. */
export const refusalOf = (word: string): Text | undefined => Object.hasOwn(REFUSED, word) ? REFUSED[word] : undefined
