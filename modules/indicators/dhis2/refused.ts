/** How DHIS2 says no: HTTP status, its own error code, a message; its clients read `message` and `errorCode`. */
export class Refused extends Error {
  readonly status: number
  readonly errorCode: string | undefined
  constructor(status: number, message: string, errorCode?: string) { super(message); this.status = status; this.errorCode = errorCode }
}
const NAMES: Readonly<Record<number, string>> = { 200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict', 415: 'Unsupported Media Type', 503: 'Service Unavailable' }
export const statusName = (status: number): string => NAMES[status] ?? 'Error'
export const envelope = ({ status, message, errorCode }: Refused): object => ({ httpStatus: statusName(status), httpStatusCode: status, status: 'ERROR', message, ...errorCode === undefined ? {} : { errorCode } })

/** Codes of DHIS2's analytics and of its import, with its words. */
const TEXTS = {
  E7101: 'At least one dimension must be specified',
  E7102: 'At least one data dimension item or data element group set dimension item must be specified',
  E7103: 'Dimensions cannot be specified as dimension and filter simultaneously: `{0}`',
  E7104: 'At least one period as dimension or filter, or start and dates, must be specified',
  E7105: 'Periods and start and end dates cannot be specified simultaneously',
  E7108: 'Only a single indicator can be specified as filter',
  E7109: 'Only a single reporting rate can be specified as filter',
  E7111: 'Dimensions cannot be specified more than once: `{0}`',
  E7115: 'Data elements must be of a value type and aggregation type that allow aggregation: `{0}`',
  E7121: 'User: `{0}` is not allowed to read data for `{1}`: `{2}`',
  E7124: 'Dimension is present in query without any valid dimension options: `{0}`',
  E7125: 'Dimension identifier does not reference any dimension: `{0}`',
  E7126: 'Column must be present as dimension in query: `{0}`',
  E7127: 'Row must be present as dimension in query: `{0}`',
  E7128: 'Query result set exceeded max limit: `{0}`',
  E7133: 'Query cannot be executed, possibly because of invalid types or invalid operation',
  E7600: 'Data set not found or not accessible: `{0}`',
  E7601: 'User does not have write access for DataSet: `{0}`',
  E7610: 'Data element not found or not accessible: `{0}`',
  E7611: 'Period not valid: `{0}`',
  E7612: 'Organisation unit not found or not accessible: `{0}`',
  E7613: 'Category option combo not found or not accessible for writing data: `{0}`',
  E7617: 'Organisation unit: `{0}` not in hierarchy of current user: `{1}`',
  E7618: 'Data value or comment not specified for data element: `{0}`',
  E7642: 'Data already approved for data set: `{3}` period: `{1}` org unit: `{0}` attribute option combo: `{2}`',
  E7643: 'Period: `{0}` is not open for this data set at this time: `{1}`',
  E7619: "Value must match data element's `{0}` type constraints: {1}",
} as const
export type ErrorCode = keyof typeof TEXTS
export const textOf = (code: ErrorCode, ...args: readonly string[]): string => TEXTS[code].replace(/\{(\d)\}/g, (_, at: string) => (args[Number(at)] ?? '').slice(0, 120))
export const refuse = (code: ErrorCode, ...args: readonly string[]): Refused => new Refused(409, textOf(code, ...args), code)
