import { DEMO_ACCOUNTS } from '../vnconnect/people.ts'
import { json, tokens, type Register } from './answer.ts'
import { SIMULATED } from './credentials.ts'

const { user, secret } = SIMULATED['business-registry']
const gate = tokens(user, secret)
const LEGAL = ['Phạm Đức Minh', 'Bàn Tiến Vượng', 'Nguyễn Thị Thu Hà'] as const

const ENTERPRISES = DEMO_ACCOUNTS.filter(account => account.kind === 'organisation').map((account, index) => ({
  ENTERPRISE_GDT_CODE: account.idNumber, ENTERPRISE_CODE: account.idNumber, NAME: account.name.toLocaleUpperCase('vi'), SHORT_NAME: '', ENTERPRISE_TYPE_NAME: account.name.startsWith('Công ty') ? 'Công ty trách nhiệm hữu hạn một thành viên' : 'Hợp tác xã',
  ENTERPRISE_STATUS: index === 2 ? '4' : '1', ENTERPRISE_STATUS_NAME: index === 2 ? 'Tạm ngừng kinh doanh' : 'Đang hoạt động', FOUNDING_DATE: '2020-03-01T00:00:00', HO_ADDRESS: `Số ${index + 1}, Phường Bắc Kạn, Tỉnh Thái Nguyên`, LEGAL_NAME: LEGAL[index] ?? LEGAL[0],
}))

/** The national business registration system as provinces reach it: a token, then one enterprise by its number. */
export const business: Register = asked => {
  if (asked.path === '/token') return gate.give(asked)
  if (!asked.path.endsWith('/chiTietDoanhNghiep')) return json(404, { message: 'not found' })
  if (!gate.holds(asked)) return json(401, { fault: { code: 900_901, message: 'Invalid Credentials' } })
  const found = ENTERPRISES.filter(each => each.ENTERPRISE_GDT_CODE === asked.url.searchParams.get('msdn'))
  return json(200, { GetEntCert: found.length > 0 ? found : null })
}
