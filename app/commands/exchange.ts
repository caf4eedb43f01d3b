import { readFile, writeFile } from 'node:fs/promises'
import { connect } from '../../kernel/db/db.ts'
import { deriveKey } from '../../kernel/secrets.ts'
import { archiveMonth, CONNECTORS, databaseSource, isConnector, makeContainer, putConnector, verifyLog, type LogVerdict } from '../../modules/exchange/index.ts'
import { openKeyRing } from '../key-ring.ts'
import { exchangeArchiveDir } from './exchange-archive-dir.ts'
import { command, UsageFault } from './command.ts'
import { withDatabase } from './with-database.ts'

const WORDS: Readonly<Record<LogVerdict['findings'][number]['problem'], string>> = {
  'note-unreadable': 'its note is not readable', 'signature-wrong': 'its signature is wrong', 'chain-broken': 'it does not follow the batch before it', 'batch-missing': 'the batch is missing', 'record-changed': 'a record was changed', 'record-missing': 'a record is missing',
  'record-added': 'a record was added', 'row-differs': 'its row differs from its note', 'head-missing': 'it was stamped and is gone', 'head-differs': 'it was stamped otherwise',
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** Exit code 0 only when nothing at all is wrong. */
export const exchangeVerify = command({ name: 'exchange verify', takes: '', words: [0, 0], options: {}, about: {}, notes: ['Reads everything; the platform may run meanwhile.'] }, async ({ context, json }) => withDatabase(context, async ({ migratorUrl }) => {
  const source = await databaseSource(migratorUrl, exchangeArchiveDir(context.config()))
  const started = performance.now()
  try {
    let told = 0
    const verdict = await verifyLog(source, records => { if (records - told >= 250_000) { told = records; context.say(`${records.toLocaleString('en')} records…`) } })
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (json) context.print(JSON.stringify({ ...verdict, seconds }))
    else {
      for (const each of verdict.findings) context.print(`${each.gateway} batch ${each.seq}: ${WORDS[each.problem]}${each.detail ? ` (${each.detail})` : ''}`)
      context.print(`${verdict.ok ? 'The log of the exchange is whole' : 'The log of the exchange is NOT whole'}: ${verdict.records} records in ${verdict.batches} batches of ${verdict.gateways} gateways, ${seconds} s`)
    }
    return verdict.ok ? 0 : 1
  } finally { await source.close() }
}))

export const exchangeContainer = command({ name: 'exchange container', takes: 'TRANSACTION-ID FILE.asice', words: [2, 2], options: {}, about: {}, notes: ['Inside: evidence/check.sh, which needs openssl only. Sealed by the province where SIGNING_DIR/keys.json names its seal.'] }, async ({ words: [id = '', file = ''], context, json }) => withDatabase(context, async ({ migratorUrl }) => {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new UsageFault(`“${id}” is no X-Road-Request-Id (36 characters, with hyphens)`)
  const db = connect({ url: migratorUrl, max: 1, settings: { 'tinhso.actor_kind': 'system' } })
  try {
    const keys = await openKeyRing(context.config())
    const seal = await keys.seal()
    const bytes = await makeContainer({ pool: db.pool, sealingKey: deriveKey(context.config().masterKey, 'exchange-message'), ...seal ? { seal } : {}, ...keys.timeStamp ? { timeStamp: keys.timeStamp } : {} }, id)
    if (!bytes) throw new Error(`No exchange ${id} is in the log`)
    await writeFile(context.resolve(file), bytes)
    context.print(json ? JSON.stringify({ ok: true, file: context.resolve(file), bytes: bytes.length }) : `${context.resolve(file)}: ${bytes.length} bytes`)
    return 0
  } finally { await db.kysely.destroy() }
}))

export const exchangeArchive = command({ name: 'exchange archive', takes: 'MONTH', words: [1, 1], options: {}, about: {}, notes: ['MONTH as 2026-03; it must be over. Files: exchange/archive under VAR_DIR. Verified before the partition is dropped.'] }, async ({ words: [month = ''], context, json }) => withDatabase(context, async ({ migratorUrl }) => {
  const done = await archiveMonth(migratorUrl, exchangeArchiveDir(context.config()), month, context.now())
  context.print(json ? JSON.stringify({ ok: true, ...done }) : `${month}: ${done.records} records and ${done.messages} messages, ${megabytes(done.bytesBefore)} in the database, ${megabytes(done.bytesAfter)} in ${done.file}`)
  return 0
}))

const texts = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(typeof value === 'object' && value !== null ? value : {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

/** Points a connector at its service, out of a file, so that no secret stands on a command line. */
export const exchangeConnector = command({ name: 'exchange connector', takes: 'NAME FILE.json', words: [2, 2], options: {}, about: {}, notes: [`NAME: ${CONNECTORS.join(', ')}.`, 'FILE.json: {"client", "service", "account", "secret", "apiKey", "settings": {…}}; the secret is sealed, delete the file afterwards.'] }, async ({ words: [code = '', file = ''], context, json }) => withDatabase(context, async ({ db }) => {
  if (!isConnector(code)) throw new UsageFault(`“${code}” is no connector: ${CONNECTORS.join(', ')}`)
  const said: unknown = JSON.parse(await readFile(context.resolve(file), 'utf8'))
  const { client = '', service = '', account = '', secret = '', apiKey = '' } = texts(said)
  if (client.split('/').length !== 4 || service.split('/').length !== 5) throw new UsageFault('client has four parts (instance/class/member/subsystem), service five')
  const settings = texts(typeof said === 'object' && said !== null && 'settings' in said ? said.settings : {})
  const changed = await putConnector({ db, config: context.config(), now: context.now }, { kind: 'system', name: 'operator' }, code, { client, service, account, secret, apiKey, settings })
  context.print(json ? JSON.stringify({ ok: true, changed }) : changed ? `${code} now goes to ${service}` : `${code} went there already; nothing changed`)
  return 0
}))
