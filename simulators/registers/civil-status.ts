import { SaxesParser } from 'saxes'
import { basicOf, json, parsed, textIn, type Register } from './answer.ts'
import { SIMULATED } from './credentials.ts'

const MODULES = ['KS', 'KT', 'KH', 'LTKS', 'LTKT', 'LTKH', 'BS']
const kept = new Map<string, string>()

function wellFormed(xml: string): boolean {
  let ok = xml.startsWith('<hotich>')
  const parser = new SaxesParser()
  parser.on('error', () => { ok = false })
  parser.write(xml).close()
  return ok
}

/** The civil-status register: a dossier as XML inside JSON; what is wrong comes back as one long text of field codes. */
export const civilStatus: Register = asked => {
  const [user, secret] = basicOf(asked.request)
  if (user !== SIMULATED['civil-status'].user || secret !== SIMULATED['civil-status'].secret) return json(401, { errorCode: '-1', errorDesc: 'AUTH', value: null })
  const said = parsed(asked.body)
  if (asked.path === '/trangThaiHoSo') {
    const state = kept.get(textIn(said, 'maHoSo'))
    return json(200, state === undefined ? { errorCode: '-1', errorDesc: 'maHoSo', value: null } : { errorCode: '0', errorDesc: '', value: { maHoSo: textIn(said, 'maHoSo'), trangThai: state } })
  }
  if (asked.path !== '/dangKyHoTich') return json(404, { message: 'not found' })
  const wrong = [
    ...!MODULES.includes(textIn(said, 'module')) ? ['module'] : [], ...['maDonVi', 'maHoSo'].filter(name => textIn(said, name) === ''), ...!/^\d{2}\/\d{2}\/\d{4}$/.test(textIn(said, 'ngayTiepNhan')) ? ['ngayTiepNhan'] : [],
    ...!wellFormed(textIn(said, 'data')) ? ['data'] : [...textIn(said, 'data').matchAll(/<([A-Za-z0-9]+)><\/\1>/g)].map(([, name = '']) => name),
  ]
  if (wrong.length > 0) return json(200, { errorCode: '-1', errorDesc: wrong.join(';'), value: null })
  kept.set(textIn(said, 'maHoSo'), '1')
  return json(200, { errorCode: '0', errorDesc: '', value: { maHoSo: textIn(said, 'maHoSo'), trangThai: '1' } })
}
