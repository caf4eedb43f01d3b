import { escapeXml } from '../domain/escape-xml.ts'
import { callService, settingsOf, textAt, valueIn, type ConnectorPorts, type Trouble } from './call.ts'
import { readJson } from './tokens.ts'

export const CIVIL_STATUS_MODULES = ['KS', 'KT', 'KH', 'LTKS', 'LTKT', 'LTKH', 'BS'] as const
/** A dossier for the civil-status register: birth (KS), death (KT), marriage (KH), their joined-up forms (LT…), a supplement (BS). */
export interface CivilStatusDossier {
  readonly module: (typeof CIVIL_STATUS_MODULES)[number]
  readonly unitCode: string
  readonly dossierCode: string
  /** yyyy-mm-dd */
  readonly receivedOn: string
  /** fields of `<hoso>` in the order of the register's guide; empty ones are left out */
  readonly fields: readonly (readonly [name: string, text: string])[]
}
export type Handed = { readonly ok: true; readonly state: string } | { readonly ok: false; readonly reason: 'not-found' | 'invalid' | Trouble; /** codes of fields that the register would not take */ readonly fields: readonly string[] }
export interface CivilStatus {
  /** hands a dossier over; never sent twice by itself */
  hand(dossier: CivilStatusDossier): Promise<Handed>
  stateOf(dossierCode: string): Promise<Handed>
}

const NAME = /^[A-Za-z][A-Za-z0-9]{0,60}$/
/** XML of the dossier; throws for a name that is no element of the guide. */
export function writeDossier(fields: CivilStatusDossier['fields']): string {
  const inside = fields.filter(([, text]) => text !== '').map(([name, text]) => { if (!NAME.test(name)) throw new Error('a field of the civil-status register has letters and digits'); return `<${name}>${escapeXml(text.normalize('NFC'))}</${name}>` })
  return `<hotich><hoso>${inside.join('')}</hoso></hotich>`
}

export function createCivilStatus(ports: ConnectorPorts): CivilStatus {
  const ask = async (path: string, body: object, safe: boolean): Promise<Handed> => {
    const settings = await settingsOf(ports, 'civil-status')
    if (!settings) return { ok: false, reason: 'no-answer', fields: [] }
    const got = readJson(await callService(ports, 'civil-status', settings, { method: 'POST', path, safe, body: JSON.stringify(body), headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Basic ${Buffer.from(`${settings.account}:${settings.secret}`).toString('base64')}` } }))
    if (!got.ok) return { ...got, fields: [] }
    const code = textAt(got.value, 'errorCode', 'error_code', 'status')
    if (code === '') return { ok: false, reason: 'unreadable', fields: [] }
    // what is wrong comes as one text of field codes
    if (code !== '0') return { ok: false, reason: safe ? 'not-found' : 'invalid', fields: textAt(got.value, 'errorDesc', 'message').split(/[;,\s]+/).filter(each => NAME.test(each)) }
    return { ok: true, state: textAt(valueIn(got.value, 'value'), 'trangThai') }
  }
  const day = (iso: string): string => iso.split('-').toReversed().join('/')
  return {
    hand: dossier => ask('/dangKyHoTich', { module: dossier.module, maDonVi: dossier.unitCode, maHoSo: dossier.dossierCode, ngayTiepNhan: day(dossier.receivedOn), data: writeDossier(dossier.fields) }, false),
    stateOf: dossierCode => ask('/trangThaiHoSo', { maHoSo: dossierCode }, true),
  }
}
