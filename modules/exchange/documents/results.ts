/** Result codes of the document axes (0, 10, 15, 18–23 as the provincial axis lists them; the national one is answered with the same). */
export const RESULTS = {
  'ok': ['0', 'Success'],
  'bad-file': ['10', 'Tệp hoặc tham số không hợp lệ'],
  'wrong-credentials': ['15', 'Sai mã hệ thống, khóa hoặc chữ ký'],
  'unknown-receiver': ['18', 'Đơn vị nhận chưa đăng ký'],
  'unknown-sender': ['19', 'Đơn vị gửi chưa đăng ký'],
  'failed': ['20', 'Lỗi hệ thống, hãy gửi lại'],
  'bad-attachment': ['21', 'Không xử lý được tệp đính kèm'],
  'not-edxml': ['22', 'Gói tin edXML không đúng quy định của QĐ 28/2018/QĐ-TTg'],
  'bad-signature': ['22', 'Chữ ký số của văn bản không được chấp nhận'],
  'locked-receiver': ['23', 'Đơn vị nhận đang bị khóa'],
} as const satisfies Readonly<Record<string, readonly [code: string, description: string]>>
export type ResultName = keyof typeof RESULTS

export interface Outcome { readonly result: ResultName; readonly detail?: string | undefined }
export const OK: Outcome = { result: 'ok' }
export const codeOf = (outcome: Outcome): string => RESULTS[outcome.result][0]
export const descriptionOf = ({ result, detail }: Outcome): string => detail === undefined ? RESULTS[result][1] : `${RESULTS[result][1]} (${detail})`
