import { settingsOf, textAt, valueIn, type ConnectorPorts } from './call.ts'
import { lookUp, type Found, type Ground } from './lookup.ts'
import { bearerCalls, readJson } from './tokens.ts'

/** An enterprise as the business registry tells of it. */
export interface Enterprise { readonly code: string; readonly name: string; readonly type: string; readonly status: string; readonly active: boolean; readonly address: string; readonly legalRepresentative: string; /** yyyy-mm-dd */ readonly foundedOn: string | undefined }
export interface BusinessRegistry {
  /** by the number of the enterprise (MSDN) */
  find(code: string, ground: Ground): Promise<Found<Enterprise>>
}

const CODE = /^\d{10}(-?\d{3})?$/
export function readEnterprise(value: unknown): Enterprise | undefined {
  const code = textAt(value, 'ENTERPRISE_GDT_CODE', 'ENTERPRISE_CODE', 'enterpriseGdtCode', 'enterpriseCode', 'MSDN')
  const name = textAt(value, 'NAME', 'ENTERPRISE_NAME', 'name', 'enterpriseName')
  if (code === '' || name === '') return undefined
  const status = textAt(value, 'ENTERPRISE_STATUS_NAME', 'enterpriseStatusName', 'ENTERPRISE_STATUS', 'enterpriseStatus')
  const founded = /^\d{4}-\d{2}-\d{2}/.exec(textAt(value, 'FOUNDING_DATE', 'foundingDate'))?.[0]
  return { code, name, type: textAt(value, 'ENTERPRISE_TYPE_NAME', 'enterpriseTypeName'), status, active: textAt(value, 'ENTERPRISE_STATUS', 'enterpriseStatus') === '1' || /đang hoạt động/i.test(status), address: textAt(value, 'HO_ADDRESS', 'hoAddress'), legalRepresentative: textAt(value, 'LEGAL_NAME', 'legalName'), foundedOn: founded }
}

export function createBusinessRegistry(ports: ConnectorPorts): BusinessRegistry {
  const call = bearerCalls(ports, 'business-registry')
  return {
    find: (code, ground) => lookUp(ports, { connector: 'business-registry', operation: 'business-registry.find', number: code }, ground, async () => {
      if (!CODE.test(code)) return { ok: false, reason: 'not-found', requestId: undefined }
      const settings = await settingsOf(ports, 'business-registry')
      if (!settings) return { ok: false, reason: 'no-answer', requestId: undefined }
      const got = readJson(await call(settings, { method: 'GET', path: `${settings.settings['path'] ?? '/DoanhNghiep/chiTietDoanhNghiep'}?msdn=${encodeURIComponent(code)}`, safe: true }))
      if (!got.ok) return got
      const { requestId } = got
      const list = valueIn(got.value, 'GetEntCert')
      if (list === null || (Array.isArray(list) && list.length === 0)) return { ok: false, reason: 'not-found', requestId }
      const enterprise = Array.isArray(list) ? readEnterprise(list[0]) : undefined
      return enterprise ? { ok: true, value: enterprise, requestId } : { ok: false, reason: 'unreadable', requestId }
    }),
  }
}
