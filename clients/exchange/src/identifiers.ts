/** X-Road's names: parts between slashes, each percent-encoded on its own (pr-rest_x-road_message_protocol_for_rest.md §4.2). */
export interface ClientId { readonly instance: string; readonly memberClass: string; readonly memberCode: string; readonly subsystem: string }

/** What a call is made to, by dialect. */
export type Target =
  /** `instance/class/code/subsystem/service`: X-Road REST */
  | { readonly service: string }
  /** `/dmdc/1.0`: the address that WSO2-style and `lgspaccesstoken` clients know */
  | { readonly context: string }
  /** `VN:GOV:000.00.00.G22:portal`: the VDXP adapter; `providerUrl` chooses among the registered services of the destination */
  | { readonly destination: string; readonly providerUrl?: string }

const ALLOWED = /^[A-Za-z0-9'()+,\-.=?]+$/

function partsOf(text: string, count: number, what: string): string[] {
  const parts = text.split('/')
  if (parts.length !== count) throw new TypeError(`${what} has ${count} parts between slashes, "${text}" has ${parts.length}`)
  for (const part of parts) if (!ALLOWED.test(part)) throw new TypeError(`"${part}" in ${what} "${text}" holds characters that X-Road does not allow`)
  return parts
}

const encode = (part: string): string => encodeURIComponent(part).replace(/%2C/g, ',').replace(/%2B/g, '+').replace(/%3D/g, '=')

/** Reads `VN/GOV/000.00.00.H55/motcua`. Throws TypeError. */
export function readClientId(text: string): ClientId {
  const [instance = '', memberClass = '', memberCode = '', subsystem = ''] = partsOf(text, 4, 'a client id')
  return { instance, memberClass, memberCode, subsystem }
}

/** As the header X-Road-Client holds it. */
export const writeClientId = (id: ClientId): string => [id.instance, id.memberClass, id.memberCode, id.subsystem].map(encode).join('/')

/** `/r1/…` of a service `instance/class/code/subsystem/service`. */
export const writeServicePath = (service: string): string => `/r1/${partsOf(service, 5, 'a service id').map(encode).join('/')}`

/** `/XrdAdapter/RestService/forward{path}?dstcode=…[&providerurl=…]`. */
export function adapterPath(target: { readonly destination: string; readonly providerUrl?: string }, path: string, query: URLSearchParams): string {
  const all = new URLSearchParams({ dstcode: target.destination, ...(target.providerUrl === undefined ? {} : { providerurl: target.providerUrl }) })
  for (const [name, value] of query) all.append(name, value)
  return `/XrdAdapter/RestService/forward${path}?${all.toString()}`
}
