import { randomBytes } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { CitizenActor } from '../../kernel/actor.ts'
import { createGuard, diskStore, type FileService } from '../../kernel/files/index.ts'
import { buildServer } from '../../kernel/http/server.ts'
import type { Route } from '../../kernel/http/route.ts'
import { deriveKey } from '../../kernel/secrets.ts'
import { createVerifier, type PdfVerifier, type TrustAnchors } from '../../kernel/signing/index.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, siteFrom } from '../../ui/index.ts'
import { createConnectors, type Connectors } from '../exchange/index.ts'
import { createIdentity, welcomeNationalAccount, type Identity } from '../identity/index.ts'
import type { World } from './testing.ts'
import { citizenRoutes } from './routes/citizen.ts'
import type { DossierServices } from './services.ts'

/** A browser without scripts: keeps its session, reads the forms it is shown, sends what they hold. */
export interface Visitor {
  readonly actor: CitizenActor
  get(url: string, cookies?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
  /** posts urlencoded fields with the form token of this session */
  post(url: string, fields?: Readonly<Record<string, string | readonly string[]>>, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
  upload(url: string, files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[], field?: string): Promise<LightMyRequestResponse>
  api(method: 'GET' | 'POST', url: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
}
export interface CitizenSite {
  readonly server: FastifyInstance
  readonly identity: Identity
  readonly files: FileService
  /** somebody with an account of the national sign-in */
  visitor(name: string, idNumber: string, assurance?: 1 | 2, /** yyyyMMdd */ born?: string): Promise<Visitor>
  readonly stranger: Pick<Visitor, 'get' | 'post' | 'upload' | 'api'>
  close(): Promise<void>
}

const encode = (fields: Readonly<Record<string, string | readonly string[]>>): string => {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
  return body.toString()
}

function multipart(csrf: string, field: string, files: Parameters<Visitor['upload']>[1]): { readonly body: Buffer; readonly type: string } {
  const boundary = `form${randomBytes(8).toString('hex')}`
  const parts: Uint8Array[] = [Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n`)]
  for (const file of files) parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`), file.bytes, Buffer.from('\r\n'))
  return { body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` }
}

/** The citizens' pages behind the real server on a real database, with a real file store under the world's VAR_DIR. */
export async function startCitizenSite(world: World, more: { readonly routes?: readonly Route[]; readonly anchors?: TrustAnchors; readonly verifier?: PdfVerifier; /** absent: all silent */ readonly registers?: Connectors; readonly looksIntoDatasets?: NonNullable<DossierServices['looksIntoDatasets']> } = {}): Promise<CitizenSite> {
  const { platform } = world
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const identity = createIdentity(platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async () => new Map() })
  const guard = createGuard()
  const verifier = more.verifier ?? createVerifier()
  const files: FileService = { db: platform.db, guard, store: diskStore(`${platform.config.varDir}/files`), masterKey: deriveKey(platform.config.masterKey, 'files') }
  const sessions = new Map<string, { actor: CitizenActor; csrf: string }>()
  const server = await buildServer({
    platform, assetsDir: platform.config.varDir, routes: [...citizenRoutes({ identity, files, verifier, registers: more.registers ?? createConnectors({ platform, gatewayUrl: () => undefined }), signing: { anchors: more.anchors ?? { certificates: [] }, revocationLists: async () => [] }, ...more.looksIntoDatasets ? { looksIntoDatasets: more.looksIntoDatasets } : {} }), ...more.routes ?? []],
    authenticate: async token => {
      const found = sessions.get(token ?? '')
      return found ? { actor: found.actor, session: { id: found.actor.accountId, accountId: found.actor.accountId, kind: 'citizen', csrf: found.csrf, assurance: found.actor.assurance } } : { actor: { kind: 'anonymous' }, session: undefined }
    },
    signInPath: url => `/dang-nhap?den=${encodeURIComponent(url)}`,
    renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
    ready: async () => undefined,
  })
  const browse = (token: string | undefined, csrf: string): Pick<Visitor, 'get' | 'post' | 'upload' | 'api'> => {
    const cookie = token === undefined ? {} : { cookie: `ts_session=${token}` }
    return {
      get: (url, cookies = {}) => server.inject({ url, headers: { accept: 'text/html' }, cookies: { ...(token === undefined ? {} : { ts_session: token }), ...cookies } }),
      post: (url, fields = {}, headers = {}) => server.inject({ method: 'POST', url, headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...cookie, ...headers }, payload: encode({ _csrf: csrf, ...fields }) }),
      upload: (url, sent, field = 'file') => { const { body, type } = multipart(csrf, field, sent); return server.inject({ method: 'POST', url, headers: { accept: 'text/html', 'content-type': type, ...cookie }, payload: body }) },
      api: (method, url, body, headers = {}) => server.inject({ method, url, headers: { accept: 'application/json', 'x-csrf-token': csrf, ...(body ? { 'content-type': 'application/json' } : {}), ...cookie, ...headers }, ...(body ? { payload: JSON.stringify(body) } : {}) }),
    }
  }
  return {
    server, identity, files, stranger: browse(undefined, ''),
    visitor: async (name, idNumber, assurance = 2, born = '20000902') => {
      const accountId = await welcomeNationalAccount(identity, { issuer: 'https://issuer.test', claims: { sub: `person-${idNumber}`, HoVaTen: name, SoDinhDanh: idNumber, NgayThangNamSinh: born, LoaiTaiKhoan: '1', loginIdp: 'vneid' }, now: platform.now() })
      if (accountId === undefined) throw new Error('these claims make no account')
      const actor: CitizenActor = { kind: 'citizen', accountId, assurance, displayName: name }
      const token = randomBytes(12).toString('hex')
      const csrf = randomBytes(12).toString('hex')
      sessions.set(token, { actor, csrf })
      return { actor, ...browse(token, csrf) }
    },
    close: async () => { await server.close(); await guard.close(); await verifier.close() },
  }
}

/** What a person types into each page, in the order of the pages. */
export const PAGES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['for-whom', { forWhom: 'self' }], ['embassy', { sameSexOrEmbassy: 'no' }], ['here', { personHere: 'yes' }],
  ['requester', { requesterName: 'Ai Đó Khác', requesterPhone: '0912 345 678' }],
  ['person', { personName: 'Nông Thị Mẫu', personId: '019300000002', 'personBirth-day': '2', 'personBirth-month': '9', 'personBirth-year': '2000' }],
  ['home', { 'personAddress.communeCode': '05503', 'personAddress.detail': 'Xóm Nam Hưng' }], ['moved', { movedBefore: 'no' }], ['status', { status: 'never' }],
  ['partner', { partnerName: 'Nguyễn Văn Thử', marryAt: 'Ủy ban nhân dân phường Mẫu' }], ['again', { issuedBefore: 'no' }], ['exemption', { exemption: 'none' }], ['truth', { truth: 'yes' }],
]
export async function fillIn(who: Visitor, draft: string): Promise<void> {
  for (const [page, fields] of PAGES) { const { statusCode } = await who.post(`/nop-ho-so/nhap/${draft}/trang/${page}`, fields); if (statusCode !== 303) throw new Error(`${page}: ${statusCode}`) }
  await who.post(`/nop-ho-so/nhap/${draft}/nhan-ket-qua`, { method: 'online' })
  await who.post(`/nop-ho-so/nhap/${draft}/lien-lac`, { phone: '0912345678', email: 'mau@example.vn' })
}
