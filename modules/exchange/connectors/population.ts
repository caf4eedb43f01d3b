import { hash } from 'node:crypto'
import { newId } from '../../../kernel/ids.ts'
import { readXml } from '../documents/xml.ts'
import { escapeXml } from '../domain/escape-xml.ts'
import { childOf, findAll, textOf, type XmlElement } from '../domain/xml-tree.ts'
import { callService, settingsOf, type ConnectorPorts } from './call.ts'
import { lookUp, type Found, type Ground, type Outcome } from './lookup.ts'
import type { ConnectorSettings } from './settings.ts'

/** Somebody as an identity document names them. */
export interface Person { readonly idNumber: string; readonly name: string; /** yyyy-mm-dd, or a year */ readonly birthDate: string }
export interface Address { readonly provinceCode: string; readonly communeCode: string; readonly detail: string }
/** What the population database tells; a part that it leaves empty is undefined. Names come in capitals as often as not. */
export interface Citizen {
  readonly idNumber: string
  readonly name: string
  /** yyyy-mm-dd */
  readonly birthDate: string | undefined
  readonly gender: 'male' | 'female' | undefined
  /** code of the list of peoples (QĐ 121-TCTK/PPCĐ) */
  readonly ethnicCode: string | undefined
  readonly permanent: Address | undefined
  readonly present: Address | undefined
  readonly relationToHead: string | undefined
}
export interface Population {
  /** TraCuuThongTinCongDan */
  find(person: Person, ground: Ground): Promise<Found<Citizen>>
  /** XacThucThongTinCongDan: whether number, name and day of birth belong together; nothing else comes back */
  verify(person: Person, ground: Ground): Promise<Found<{ readonly matches: boolean }>>
  /** everybody of the person's household */
  household(person: Person, ground: Ground): Promise<Found<readonly Citizen[]>>
}

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const ASKS = 'http://dancuquocgia.bca'
const element = (name: string, text: string): string => text === '' ? '' : `<dan:${name}>${escapeXml(text.normalize('NFC'))}</dan:${name}>`

/** The request, its fields in the one order that is accepted. */
export function writeRequest(operation: string, person: Person, { settings }: Pick<ConnectorSettings, 'settings'>, requestCode: string): string {
  const of = (name: string): string => settings[name] ?? ''
  const born = person.birthDate.replace(/-/g, '')
  const fields = element('MaYeuCau', requestCode) + element('MaDVC', of('maDVC')) + element('MaTichHop', of('maTichHop')) + element('MaCanBo', of('maCanBo')) + element('MaDonVi', of('maDonVi')) + element('TaiKhoan', of('taiKhoan')) + element('SoDienThoai', of('soDienThoai'))
    + element(/^\d{9}$/.test(person.idNumber) ? 'SoCMND' : 'SoDinhDanh', person.idNumber) + element('HoVaTen', person.name) + `<dan:NgayThangNamSinh>${element(born.length === 4 ? 'Nam' : 'NgayThangNam', born)}</dan:NgayThangNamSinh>`
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${SOAP}" xmlns:dan="${ASKS}"><soapenv:Header/><soapenv:Body><dan:${operation}>${fields}</dan:${operation}></soapenv:Body></soapenv:Envelope>`
}

const addressOf = (of: XmlElement | undefined): Address | undefined => {
  const [provinceCode, communeCode, detail] = [textOf(of, 'MaTinhThanh') ?? '', textOf(of, 'MaPhuongXa') ?? '', textOf(of, 'ChiTiet') ?? '']
  return communeCode === '' && detail === '' ? undefined : { provinceCode, communeCode, detail: detail.normalize('NFC') }
}
/** The name in whichever of the shapes seen: parts, all of it under `Ten`, or plain text. */
const nameOf = (of: XmlElement | undefined): string => ([textOf(of, 'Ho'), textOf(of, 'ChuDem'), textOf(of, 'Ten')].filter(Boolean).join(' ') || of?.text || '').normalize('NFC')

export function readCitizen(of: XmlElement): Citizen {
  const born = childOf(of, 'NgayThangNamSinh')
  const day = /^(\d{4})(\d{2})(\d{2})$/.exec(textOf(born, 'NgayThangNam') ?? born?.text ?? '')
  const gender = textOf(of, 'GioiTinh')
  return { idNumber: textOf(of, 'SoDinhDanh') ?? '', name: nameOf(childOf(of, 'HoVaTen')), birthDate: day ? `${day[1]}-${day[2]}-${day[3]}` : undefined, gender: gender === '1' ? 'male' : gender === '2' ? 'female' : undefined, ethnicCode: textOf(of, 'DanToc'),
    permanent: addressOf(childOf(of, 'ThuongTru')), present: addressOf(childOf(of, 'NoiOHienTai')), relationToHead: textOf(childOf(of, 'ChuHo'), 'QuanHe') }
}

export function createPopulation(ports: ConnectorPorts): Population {
  const ask = async (operation: string, person: Person): Promise<Outcome<XmlElement>> => {
    const settings = await settingsOf(ports, 'population')
    if (!settings) return { ok: false, reason: 'no-answer', requestId: undefined }
    const timestamp = String(ports.platform.now().getTime())
    const { account, secret, apiKey } = settings
    const digest = hash('sha256', `${settings.settings['signedAddress'] ?? ''}${account}${timestamp}${secret}`, 'hex')
    const got = await callService(ports, 'population', settings, { method: 'POST', path: '', safe: true, body: writeRequest(operation, person, settings, newId(Number(timestamp))),
      headers: { 'content-type': 'application/xml', accept: 'text/xml', timestamp, authorization: `Basic ${Buffer.from(`${account}:${digest}`).toString('base64')}`, apikey: apiKey, soapaction: '' } })
    if (!got.ok) return got
    const { requestId, status } = got
    const xml = await readXml(got.body)
    if (!xml.ok) return { ok: false, reason: status >= 500 ? 'no-answer' : 'unreadable', requestId }
    const [fault] = findAll(xml.root, 'Fault')
    // the other side's words stay out of our log: they may repeat the number
    if (fault) return { ok: false, reason: /client/i.test(textOf(fault, 'faultcode') ?? textOf(childOf(fault, 'Code'), 'Value') ?? '') ? 'refused' : 'no-answer', requestId }
    return status >= 400 ? { ok: false, reason: status >= 500 ? 'no-answer' : 'refused', requestId } : { ok: true, value: xml.root, requestId }
  }
  const people = async (operation: string, person: Person): Promise<Outcome<readonly Citizen[]>> => {
    const got = await ask(operation, person)
    if (!got.ok) return got
    const { requestId } = got
    if (findAll(got.value, 'CongdanCollection', 'CongDanCollection').length === 0) return { ok: false, reason: 'unreadable', requestId }
    const found = findAll(got.value, 'CongDan').map(readCitizen)
    return found.length === 0 ? { ok: false, reason: 'not-found', requestId } : { ok: true, value: found, requestId }
  }
  const about = (operation: string, person: Person) => ({ connector: 'population', operation, number: person.idNumber }) as const
  return {
    find: (person, ground) => lookUp(ports, about('population.find', person), ground, async () => {
      const got = await people('TraCuuThongTinCongDan', person)
      if (!got.ok) return got
      // an answer about somebody else is no answer
      const one = got.value.find(each => each.idNumber === person.idNumber || /^\d{9}$/.test(person.idNumber))
      return one ? { ok: true, value: one, requestId: got.requestId } : { ok: false, reason: 'unreadable', requestId: got.requestId }
    }),
    household: (person, ground) => lookUp(ports, about('population.household', person), ground, async () => people((await settingsOf(ports, 'population'))?.settings['householdOperation'] ?? 'TraCuuThongTinHoGiaDinh', person)),
    verify: (person, ground) => lookUp(ports, about('population.verify', person), ground, async () => {
      const got = await ask('XacThucThongTinCongDan', person)
      if (!got.ok) return got
      const said = textOf(findAll(got.value, 'KetQuaXacThuc')[0], 'TonTai')?.toLowerCase()
      return said === undefined ? { ok: false, reason: 'unreadable', requestId: got.requestId } : { ok: true, value: { matches: said === 'true' || said === '1' }, requestId: got.requestId }
    }),
  }
}
