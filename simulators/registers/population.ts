import { SaxesParser } from 'saxes'
import { headerOf, basicOf, sha256hex, type Answer, type Asked, type Register } from './answer.ts'
import { SIMULATED } from './credentials.ts'
import { RESIDENTS, residentOf, sameName, type Resident } from './people.ts'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const ASKS = 'http://dancuquocgia.bca'
const ANSWERS = 'http://www.mic.gov.vn/dancu/1.0'
/** The order in which the real one wants them. */
const FIELDS = ['MaYeuCau', 'MaDVC', 'MaTichHop', 'MaCanBo', 'MaDonVi', 'TaiKhoan', 'SoDienThoai', 'SoDinhDanh', 'SoCMND', 'HoVaTen', 'NgayThangNamSinh', 'MaHo']
const WINDOW_MS = 5 * 60_000

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const envelope = (status: number, inside: string): Answer => ({ status, type: 'text/xml; charset=UTF-8', body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${SOAP}"><soapenv:Header xmlns:dan="${ASKS}"/><soapenv:Body xmlns:dan="${ASKS}">${inside}</soapenv:Body></soapenv:Envelope>` })
const fault = (code: string, text: string): Answer => envelope(500, `<soapenv:Fault><faultcode>soapenv:${code}</faultcode><faultstring>${escape(text)}</faultstring></soapenv:Fault>`)

interface Call { readonly operation: string; readonly namespace: string; readonly order: readonly string[]; readonly fields: ReadonlyMap<string, string> }
function read(xml: string): Call | undefined {
  const parser = new SaxesParser({ xmlns: true })
  const path: string[] = []
  const fields = new Map<string, string>()
  const order: string[] = []
  let operation: { local: string; uri: string } | undefined
  let broken = false
  parser.on('error', () => { broken = true })
  parser.on('opentag', ({ local, uri }) => {
    path.push(local)
    if (path.length === 3 && path[1] === 'Body') operation = { local, uri }
    if (path.length === 4 && path[1] === 'Body') order.push(local)
  })
  parser.on('text', text => { const name = path.at(-1); if (name !== undefined && path.length > 3 && text.trim() !== '') fields.set(name, text.trim()) })
  parser.on('closetag', () => { path.pop() })
  parser.write(xml).close()
  return broken || !operation ? undefined : { operation: operation.local, namespace: operation.uri, order, fields }
}

const ns = (name: string, inside: string): string => `<ns1:${name}>${inside}</ns1:${name}>`
const address = ({ commune, detail }: Resident): string => ns('MaQuocGia', 'VN') + ns('MaTinhThanh', '19') + ns('MaQuanHuyen', '') + ns('MaPhuongXa', commune) + ns('ChiTiet', detail)
/** As seen: the family name and the middle name stay empty, the whole name stands in capitals under `Ten`. */
const citizen = (one: Resident): string => ns('CongDan', ns('SoDinhDanh', one.idNumber) + ns('SoCMND', '') + ns('HoVaTen', ns('Ho', '') + ns('ChuDem', '') + ns('Ten', escape(one.name.toLocaleUpperCase('vi'))))
  + ns('GioiTinh', one.gender) + ns('DanToc', one.people) + ns('TonGiao', '00') + ns('TinhTrangHonNhan', '') + ns('NgayThangNamSinh', ns('NgayThangNam', one.born)) + ns('QuocTich', 'VN')
  + ns('ThuongTru', address(one)) + ns('NoiOHienTai', address(one)) + ns('SoSoHoKhau', one.household) + ns('ChuHo', ns('QuanHe', one.relation)))
const collection = (people: readonly Resident[]): Answer => envelope(200, `<ns1:CongdanCollection xmlns:ns1="${ANSWERS}">${people.map(citizen).join('')}</ns1:CongdanCollection>`)
const bornAs = (one: Resident, { fields }: Call): boolean => fields.has('NgayThangNam') ? fields.get('NgayThangNam') === one.born : fields.get('Nam') === one.born.slice(0, 4)

/** The national population database behind the national exchange: SOAP 1.1, service 037. */
export const population: Register = (asked: Asked): Answer => {
  const { request, body } = asked
  if (request.method !== 'POST') return { status: 405, type: 'text/plain', body: '' }
  const { user, secret, apiKey } = SIMULATED.population
  const timestamp = headerOf(request, 'timestamp')
  const [name, hash] = basicOf(request)
  if (Math.abs(asked.now - Number(timestamp)) > WINDOW_MS || name !== user || hash !== sha256hex(asked.address + user + timestamp + secret) || headerOf(request, 'apikey') !== apiKey) return fault('Client', 'Thông tin xác thực không hợp lệ')
  if (!/^[^/]+\/[^/]+\/[^/]+\/[^/]+$/.test(headerOf(request, 'x-road-client'))) return fault('Client', 'Thiếu X-Road-Client')
  if (request.headers['soapaction'] === undefined) return fault('Client', 'Thiếu SOAPAction')
  const call = read(body)
  if (!call || call.namespace !== ASKS) return fault('Client', 'Thông điệp không hợp lệ')
  const places = call.order.map(each => FIELDS.indexOf(each))
  if (places.includes(-1) || places.some((place, at) => at > 0 && place <= (places[at - 1] ?? -1)) || !call.fields.get('MaYeuCau') || !call.fields.get('MaCanBo')) return fault('Client', 'Sai thứ tự hoặc thiếu trường bắt buộc')
  const one = residentOf(call.fields.get('SoDinhDanh') ?? '')
  const fits = one !== undefined && sameName(one.name, call.fields.get('HoVaTen') ?? '') && bornAs(one, call)
  switch (call.operation) {
    case 'TraCuuThongTinCongDan': return collection(one && fits ? [one] : [])
    case 'TraCuuThongTinHoGiaDinh': return collection(one && fits ? RESIDENTS.filter(each => each.household === one.household) : [])
    case 'XacThucThongTinCongDan': return envelope(200, `<ns1:KetQuaXacThuc xmlns:ns1="${ANSWERS}">${ns('TonTai', String(fits))}</ns1:KetQuaXacThuc>`)
    default: return fault('Client', 'Không có dịch vụ này')
  }
}
