import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type Argument } from 'oxc-parser'

/** What each setting is for; kinds, limits and defaults are read from kernel/config.ts. */
const MEANING: Readonly<Record<string, string>> = {
  VAR_DIR: 'where everything lives that is not in the database server: embedded database, files, keys, assets',
  PORT: 'port of the web server; 0 takes a free one',
  HOST: 'address to listen on; 0.0.0.0 behind a proxy on another machine',
  DATABASE_URL: 'PostgreSQL 15–18 as the owner of the schema; absent: embedded database under VAR_DIR',
  DATABASE_APP_URL: 'the same database as the application’s role, which can alter nothing; absent: the owner steps down to that role on every connection',
  PUBLIC_URL: 'the address as citizens see it; QR codes, links in notices and sign-in redirects are built from it; https:// turns on HSTS and secure cookies',
  PROVINCE: 'folder under provinces/',
  SCENE: 'what a new database is filled with: `demo` (invented people and dossiers) or `empty`',
  TINHSO_ROLE: 'which part this process is',
  SIMULATORS: 'start the simulators of outside systems beside us; off as soon as OIDC_ISSUER is set',
  OIDC_ISSUER: 'national sign-in (VNConnect); absent: the simulator',
  OIDC_CLIENT_ID: 'our name at the national sign-in',
  OIDC_CLIENT_SECRET: 'our secret at the national sign-in; the default opens the simulator only',
  TSA_URL: 'time-stamp authority (RFC 3161)',
  SIGNING_DIR: 'certificates and keys of those who sign',
  SMTP_URL: 'mail server for notices',
  SMS_URL: 'gateway for SMS',
  CLAMD: 'virus scanner, `host:port` or socket path; absent: files are inspected by our own rules only',
  BACKUP_DIR: 'continuous backup of the embedded database (WAL, for restoring to a moment) and of the files, each minute; on another disk or machine',
  S3_ENDPOINT: 'object storage for files; absent: VAR_DIR/files',
  S3_BUCKET: 'bucket', S3_REGION: 'region', S3_ACCESS_KEY: 'access key', S3_SECRET_KEY: 'secret key',
  EMBED_ORIGINS: 'origins whose pages may hold boards of indicators in a frame (`?nhung=1`), with commas between',
  TRUST_PROXY: 'number of proxies in front that add to X-Forwarded-For; 0 believes nobody',
  LOG_LEVEL: 'how much is written to stderr',
  SESSION_IDLE_MINUTES: 'a session ends after so many minutes without a request',
  SESSION_ABSOLUTE_HOURS: 'a session ends after so many hours, whatever happens',
  METRICS_TOKEN: 'who shows this as bearer token reads `/metrics` from anywhere; absent: only from this machine and `ADMIN_NETWORKS`',
  ADMIN_NETWORKS: 'networks from which administrators may work, with commas between: `10.55.0.0/16,192.0.2.1`; absent: from anywhere',
  ADMIN_HOURS: 'hours of the local day in which administrators may work: `7-18` is from 7:00 until before 18:00; absent: at any hour',
  EXCHANGE_INSTANCE: 'X-Road instance of the exchange: VN in production',
  EXCHANGE_GATEWAY: 'name of this gateway of the exchange, different in every process and kept from start to start; absent: host and port',
  EXCHANGE_URL: 'a gateway of ours that this process asks when it needs data of other systems; absent: the one in this process, without which every register is silent',
  EXCHANGE_ERRORS: 'form of X-Road’s error codes: up to 7.7 `Server.ServerProxy.NetworkError`, from 7.8 `server.serverproxy.network_error`',
  EXCHANGE_NETWORKS: 'networks from which systems whose connection is `http` or `https` may call; absent: this machine and private networks',
  EXCHANGE_EVENTS_URL: 'NATS servers (JetStream) that carry the events, `nats://…`, with commas between; three or more keep three copies; absent: PostgreSQL',
  EXCHANGE_REGISTRY_SECONDS: 'how long a gateway that cannot reach the database goes by the registry as it last saw it; then it lets nobody through',
  EXCHANGE_DOCUMENT_SIGNATURES: 'documents between agencies: `show` tells receivers what became of the signature, `refuse-bad` takes no badly signed one, `require` none without a valid signature',
  EXCHANGE_DOCUMENT_SHA1: '`on` takes signatures of documents with SHA-1, which collides: only while an old system has no other',
  EXCHANGE_OPEN_LOG_DAYS: 'after how many days `/lien-thong/cong-khai` shows a day of the exchange',
  EXCHANGE_TLS_PORT: 'port for systems with client certificates (mutual TLS); 0: none',
  EXCHANGE_TLS_CERT: 'certificate chain of that port, PEM file', EXCHANGE_TLS_KEY: 'its private key, PEM file',
  MASTER_KEY: '64 hexadecimal digits that wrap every other key; absent: made at the first start under VAR_DIR/keys. Whoever loses it loses the files',
}

export interface Setting { readonly name: string; readonly kind: string; readonly fallback: string; readonly meaning: string | undefined }

/** Every setting that kernel/config.ts reads, with the default written there. */
export function readSettings(root: string): readonly Setting[] {
  const source = readFileSync(join(root, 'kernel/config.ts'), 'utf8')
  const found = new Map<string, { kind: string; fallback: string }>()
  const text = (node: Argument | undefined): string => node ? source.slice(node.start, node.end).replace(/^'(.*)'$/, '$1') : ''
  new Visitor({
    CallExpression(node) {
      const [first, second, third, fourth] = node.arguments
      if (node.callee.type !== 'Identifier' || first?.type !== 'Literal' || typeof first.value !== 'string' || !/^[A-Z][A-Z0-9_]+$/.test(first.value)) return
      const name = first.value
      switch (node.callee.name) {
        case 'oneOf': found.set(name, { kind: text(second).replace(/[[\]']/g, '').replaceAll(', ', ' · '), fallback: text(third) }); break
        case 'whole': found.set(name, { kind: `whole number ${text(third)}–${text(fourth)}`, fallback: text(second) }); break
        case 'networks': found.set(name, { kind: 'list of networks', fallback: '' }); break
        case 'hours': found.set(name, { kind: 'hours', fallback: '' }); break
        case 'url': found.set(name, { kind: 'URL', fallback: '' }); break
        case 'text': if (!found.has(name)) found.set(name, { kind: 'text', fallback: '' })
      }
    },
    LogicalExpression(node) {
      // text('HOST') ?? '127.0.0.1'
      const name = /^text\('([A-Z0-9_]+)'\)$/.exec(source.slice(node.left.start, node.left.end))?.[1]
      if (node.operator === '??' && name !== undefined) found.set(name, { kind: 'text', fallback: source.slice(node.right.start, node.right.end).replace(/^'(.*)'$/, '$1') })
    },
  }).visit(parseSync('config.ts', source).program)
  return [...found].map(([name, { kind, fallback }]) => ({ name, kind, fallback, meaning: MEANING[name] }))
}

export function drawSettings(root: string): string {
  const rows = readSettings(root).map(one => `| \`${one.name}\` | ${one.kind} | ${one.fallback ? `\`${one.fallback.replaceAll('|', '\\|')}\`` : '–'} | ${one.meaning ?? '**not described**'} |`)
  return `<!-- Made by \`npm run generate\` from kernel/config.ts; do not edit. -->
# Settings

All by environment, read once at start; every fault is reported at once and the start refused.

| setting | kind | default | what for |
|---|---|---|---|
${rows.join('\n')}
`
}
