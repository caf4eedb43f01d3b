import { json, md5Upper, parsed, sha256hex, textIn, type Answer, type Asked, type Register } from './answer.ts'
import { SIMULATED } from './credentials.ts'
import { RESIDENTS, sameName, type Resident } from './people.ts'

const { user, secret, clerkId, clerkName } = SIMULATED['social-insurance']
let session = 0
const given = new Map<string, string>()

const day = (yyyyMMdd: string): string => `${yyyyMMdd.slice(6)}/${yyyyMMdd.slice(4, 6)}/${yyyyMMdd.slice(0, 4)}`
const NOTES: Readonly<Record<string, string>> = { '000': 'Thẻ hợp lệ', '003': 'Thẻ cũ hết giá trị sử dụng, đã được cấp thẻ mới', '004': 'Thẻ cũ còn giá trị sử dụng, đã được cấp thẻ mới', '010': 'Thẻ hết giá trị sử dụng' }
const card = (one: Resident, level = '4'): string => `GD${level}19${one.insuranceCode}`

function token({ body }: Asked): Answer {
  const said = parsed(body) ?? Object.fromEntries(new URLSearchParams(body))
  if (textIn(said, 'username') !== user || textIn(said, 'password').toUpperCase() !== md5Upper(secret)) return json(200, { maKetQua: '401', APIKey: null })
  const access = sha256hex(`access/${++session}`)
  given.set(access, sha256hex(`id/${session}`))
  return json(200, { maKetQua: '200', APIKey: { access_token: access, id_token: given.get(access), token_type: 'Bearer', username: user, expires_in: new Date(Date.now() + 3_600_000).toISOString() } })
}

function lookup({ url, body }: Asked): Answer {
  const query = url.searchParams
  const id = given.get(query.get('token') ?? '')
  if (id === undefined || id !== query.get('id_token') || query.get('username') !== user || (query.get('password') ?? '').toUpperCase() !== md5Upper(secret)) return json(200, { maKetQua: '401', ghiChu: 'Lỗi xác thực tài khoản' })
  const said = parsed(body)
  if (said === undefined || !/^\d{2}\/\d{2}\/\d{4}$/.test(textIn(said, 'ngaySinh'))) return json(200, { maKetQua: '205', ghiChu: 'Sai định dạng tham số' })
  if (textIn(said, 'cccdCb') !== clerkId) return json(200, { maKetQua: '054', ghiChu: 'Cán bộ chưa được đăng ký' })
  if (!sameName(textIn(said, 'hoTenCb'), clerkName)) return json(200, { maKetQua: '055', ghiChu: 'Sai họ tên cán bộ' })
  const asked = textIn(said, 'maThe')
  const one = RESIDENTS.find(each => asked === each.idNumber || asked === each.insuranceCode || asked === card(each))
  if (!one || one.coverage === '050') return json(200, { maKetQua: '050', ghiChu: 'Không thấy thông tin thẻ bảo hiểm y tế' })
  if (!sameName(textIn(said, 'hoTen'), one.name)) return json(200, { maKetQua: '060', ghiChu: 'Thẻ sai họ tên' })
  if (textIn(said, 'ngaySinh') !== day(one.born)) return json(200, { maKetQua: '070', ghiChu: 'Thẻ sai ngày sinh' })
  const renewed = one.coverage === '003' || one.coverage === '004'
  return json(200, { maKetQua: one.coverage, ghiChu: NOTES[one.coverage] ?? '', maThe: card(one), hoTen: one.name, ngaySinh: day(one.born), gioiTinh: one.gender === '1' ? 'Nam' : 'Nữ', diaChi: one.detail, maDKBD: '19001', cqBHXH: 'BHXH tỉnh mô phỏng', gtTheTu: '01/01/2025', gtTheDen: one.coverage === '010' ? '31/12/2025' : '31/12/2099', maKV: '',
    ngayDu5Nam: '01/01/2020', maSoBHXH: one.insuranceCode, maTheCu: '', maTheMoi: renewed ? card(one, '2') : '', gtTheTuMoi: renewed ? '01/01/2026' : '', gtTheDenMoi: renewed ? '31/12/2099' : '', maDKBDMoi: renewed ? '19001' : '', tenDKBDMoi: '',
    dsLichSuKCB2018: [{ maHoSo: '1', maCSKCB: '19001', ngayVao: '202601020800', ngayRa: '202601031000', tenBenh: 'Viêm họng (mô phỏng)', tinhTrang: '1', kqDieuTri: '1', lyDoVV: '1' }], dsLichSuKT2018: [] })
}

/** The social-insurance gateway: a session by user and MD5, then a look at a card. Its answers hold diagnoses, which a client has no business to keep. */
export const insurance: Register = asked => asked.path === '/api/token/take' ? token(asked) : asked.path === '/api/egw/KQNhanLichSuKCB2024' ? lookup(asked) : json(404, { message: 'No HTTP resource was found' })
