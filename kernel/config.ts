import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { isNetwork } from './networks.ts'

export type Role = 'all' | 'web' | 'worker' | 'exchange'
export type Scene = 'demo' | 'empty'

/** All settings, read once at start; everything else receives them as arguments (architecture §7.11). */
export interface Config {
  readonly host: string
  readonly port: number
  /** as the citizen's browser sees us; codes, QR and OIDC redirects are built from it */
  readonly publicUrl: string
  readonly varDir: string
  readonly databaseUrl: string | undefined
  readonly databaseAppUrl: string | undefined
  readonly province: string
  readonly scene: Scene
  readonly role: Role
  /** start the simulators of outside systems beside us; off as soon as production names real ones */
  readonly simulators: boolean
  readonly oidc: { readonly issuer: string | undefined; readonly clientId: string; readonly clientSecret: string }
  readonly timeStampUrl: string | undefined
  readonly signingDir: string
  readonly smtpUrl: string | undefined
  readonly smsUrl: string | undefined
  readonly clamd: string | undefined
  /** continuous backup of the embedded database (WAL) and the files; absent: only `tinhso backup` */
  readonly backupDir: string | undefined
  readonly s3: { readonly endpoint: string; readonly bucket: string; readonly region: string; readonly accessKey: string; readonly secretKey: string } | undefined
  /** origins whose pages may hold our embeddable ones in a frame */
  readonly embedOrigins: readonly string[]
  /** how many proxies stand in front; 0: the address of the connection is believed, X-Forwarded-For is not */
  readonly proxies: number
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  readonly session: { readonly idleMinutes: number; readonly absoluteHours: number }
  /** where and when administrators may work (QĐ 742/QĐ-BTTTT); undefined sets no limit. Hours of the local day, `to` itself is out */
  readonly administration: { readonly networks: readonly string[] | undefined; readonly hours: { readonly from: number; readonly to: number } | undefined }
  /** the gateway of the data exchange (LGSP) in this process */
  readonly exchange: {
    /** X-Road instance: VN in production */
    readonly instance: string
    /** name of this gateway, kept from start to start; its chain of signed batches goes on under it */
    readonly gateway: string
    /** a gateway that this process asks for others' data; absent: its own, if it runs one */
    readonly url: string | undefined
    /** which form of X-Road's error codes clients get */
    readonly errors: '7.7' | '7.8'
    /** from where subsystems without credentials may call */
    readonly networks: readonly string[]
    /** a listener for mutual TLS of its own, with certificate and key in PEM files */
    readonly tls: { readonly port: number; readonly cert: string; readonly key: string } | undefined
    /** NATS servers that carry the events, with commas between; undefined: PostgreSQL does */
    readonly eventsUrl: string | undefined
    /** how old the registry may be for a gateway that cannot ask the database */
    readonly registrySeconds: number
    /** documents between agencies: all pass and receivers are told of their signature; badly signed ones are refused; a valid signature is wanted */
    readonly documentSignatures: 'show' | 'refuse-bad' | 'require'
    readonly documentSha1: boolean
    /** after how many days the open log shows a day */
    readonly openLogDays: number
  }
  /** whoever shows it reads `/metrics` from anywhere */
  readonly metricsToken: string | undefined
  /** 32 bytes; wraps every other key (column encryption, file keys, form tokens) */
  readonly masterKey: Buffer
}

/** Every fault of the environment at once, so that nobody mends them one start at a time. */
export class ConfigFaults extends Error {
  constructor(faults: readonly string[]) { super(`The settings are not usable:\n${faults.map(f => `  - ${f}`).join('\n')}`) }
}

type Env = Readonly<Record<string, string | undefined>>

/** Reads and checks the environment; makes the master key under VAR_DIR on the first start unless MASTER_KEY is given. */
export function readConfig(env: Env = process.env, cwd = process.cwd()): Config {
  const faults: string[] = []
  const text = (key: string): string | undefined => { const value = env[key]?.trim(); return value === undefined || value === '' ? undefined : value }
  const oneOf = <T extends string>(key: string, values: readonly T[], fallback: T): T => {
    const value = text(key)
    const found = values.find(v => v === value)
    if (value !== undefined && !found) faults.push(`${key}=${value}: must be one of ${values.join(', ')}`)
    return found ?? fallback
  }
  const whole = (key: string, fallback: number, min: number, max: number): number => {
    const value = text(key)
    if (value === undefined) return fallback
    const number = Number(value)
    if (!Number.isInteger(number) || number < min || number > max) faults.push(`${key}=${value}: must be a whole number from ${min} to ${max}`)
    return number
  }
  const url = (key: string): string | undefined => {
    const value = text(key)
    if (value !== undefined && !URL.canParse(value)) faults.push(`${key}: is not a URL`)
    return value
  }
  const folder = (key: string): string | undefined => { const value = text(key); return value === undefined ? undefined : resolve(cwd, value) }
  const networks = (key: string): readonly string[] | undefined => {
    const list = text(key)?.split(',').map(each => each.trim()).filter(each => each !== '')
    const wrong = list?.filter(each => !isNetwork(each)) ?? []
    if (wrong.length > 0) faults.push(`${key}: ${wrong.join(', ')} is no network; write 10.55.0.0/16 or one address, with commas between`)
    return list
  }
  const origins = (key: string): readonly string[] => {
    const list = (text(key) ?? '').split(',').map(each => each.trim()).filter(each => each !== '')
    const wrong = list.filter(each => !/^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/.test(each))
    if (wrong.length > 0) faults.push(`${key}: ${wrong.join(', ')} is no origin; write https://so.tinh.gov.vn, with commas between`)
    return list
  }
  const hours = (key: string): { from: number; to: number } | undefined => {
    const value = text(key)
    if (value === undefined) return undefined
    const [from = NaN, to = NaN] = (/^(\d{1,2})-(\d{1,2})$/.exec(value) ?? []).slice(1).map(Number)
    if (!(from < to && to <= 24)) faults.push(`${key}=${value}: must be two hours of one day, as 7-18`)
    return { from, to }
  }
  const varDir = resolve(cwd, text('VAR_DIR') ?? 'var')
  const port = whole('PORT', 8080, 0, 65535)
  const host = text('HOST') ?? '127.0.0.1'
  const databaseUrl = url('DATABASE_URL')
  const s3Endpoint = url('S3_ENDPOINT')
  const given = text('MASTER_KEY')
  if (given !== undefined && !/^[0-9a-f]{64}$/i.test(given)) faults.push('MASTER_KEY: must be 64 hexadecimal digits (32 bytes)')
  if (s3Endpoint && !(text('S3_BUCKET') && text('S3_ACCESS_KEY') && text('S3_SECRET_KEY'))) faults.push('S3_ENDPOINT needs S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY')
  const tlsPort = whole('EXCHANGE_TLS_PORT', 0, 0, 65535)
  const [tlsCert, tlsKey] = [folder('EXCHANGE_TLS_CERT'), folder('EXCHANGE_TLS_KEY')]
  if (tlsPort > 0 && !(tlsCert && tlsKey)) faults.push('EXCHANGE_TLS_PORT needs EXCHANGE_TLS_CERT and EXCHANGE_TLS_KEY')
  const eventsUrl = text('EXCHANGE_EVENTS_URL')
  if (eventsUrl?.split(',').some(each => !/^nats:\/\/[^\s,/]+$/.test(each) || !URL.canParse(each))) faults.push('EXCHANGE_EVENTS_URL: write nats://user:password@host:4222, several with commas between')
  const metricsToken = text('METRICS_TOKEN')
  if (metricsToken !== undefined && metricsToken.length < 24) faults.push('METRICS_TOKEN: must be at least 24 characters, as `openssl rand -hex 24` makes them')
  const config = {
    host, port, varDir, databaseUrl, databaseAppUrl: url('DATABASE_APP_URL'),
    publicUrl: (url('PUBLIC_URL') ?? `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`).replace(/\/$/, ''),
    province: text('PROVINCE') ?? 'thai-nguyen',
    scene: oneOf('SCENE', ['demo', 'empty'], 'demo'),
    role: oneOf('TINHSO_ROLE', ['all', 'web', 'worker', 'exchange'], 'all'),
    simulators: oneOf('SIMULATORS', ['on', 'off'], text('OIDC_ISSUER') ? 'off' : 'on') === 'on',
    oidc: { issuer: url('OIDC_ISSUER'), clientId: text('OIDC_CLIENT_ID') ?? 'tinhso', clientSecret: text('OIDC_CLIENT_SECRET') ?? 'simulator-only-secret' },
    timeStampUrl: url('TSA_URL'), signingDir: resolve(cwd, text('SIGNING_DIR') ?? join(varDir, 'signing')),
    smtpUrl: url('SMTP_URL'), smsUrl: url('SMS_URL'), clamd: text('CLAMD'), backupDir: folder('BACKUP_DIR'),
    s3: s3Endpoint ? { endpoint: s3Endpoint, bucket: text('S3_BUCKET') ?? '', region: text('S3_REGION') ?? 'us-east-1', accessKey: text('S3_ACCESS_KEY') ?? '', secretKey: text('S3_SECRET_KEY') ?? '' } : undefined,
    embedOrigins: origins('EMBED_ORIGINS'),
    proxies: whole('TRUST_PROXY', 0, 0, 9),
    logLevel: oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'warn'),
    session: { idleMinutes: whole('SESSION_IDLE_MINUTES', 30, 1, 1440), absoluteHours: whole('SESSION_ABSOLUTE_HOURS', 12, 1, 168) },
    exchange: {
      instance: text('EXCHANGE_INSTANCE') ?? 'VN', url: url('EXCHANGE_URL')?.replace(/\/$/, ''), gateway: text('EXCHANGE_GATEWAY') ?? `${hostname()}-${port}`, errors: oneOf('EXCHANGE_ERRORS', ['7.7', '7.8'], '7.8'),
      networks: networks('EXCHANGE_NETWORKS') ?? ['127.0.0.0/8', '::1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], tls: tlsPort > 0 && tlsCert && tlsKey ? { port: tlsPort, cert: tlsCert, key: tlsKey } : undefined, openLogDays: whole('EXCHANGE_OPEN_LOG_DAYS', 10, 1, 365), eventsUrl,
      registrySeconds: whole('EXCHANGE_REGISTRY_SECONDS', 600, 10, 604_800), documentSignatures: oneOf('EXCHANGE_DOCUMENT_SIGNATURES', ['show', 'refuse-bad', 'require'], 'show'), documentSha1: oneOf('EXCHANGE_DOCUMENT_SHA1', ['on', 'off'], 'off') === 'on',
    },
    metricsToken,
    administration: { networks: networks('ADMIN_NETWORKS'), hours: hours('ADMIN_HOURS') },
  }
  if (!/^[a-z][a-z0-9-]*$/.test(config.province)) faults.push(`PROVINCE=${config.province}: must be a folder name under provinces/`)
  if (faults.length) throw new ConfigFaults(faults)
  return { ...config, masterKey: given ? Buffer.from(given, 'hex') : keptKey(varDir) }
}

function keptKey(varDir: string): Buffer {
  const file = join(varDir, 'keys', 'master.key')
  if (existsSync(file)) return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  mkdirSync(join(varDir, 'keys'), { recursive: true })
  const key = randomBytes(32)
  writeFileSync(file, key.toString('hex'), { mode: 0o600 })
  return key
}
