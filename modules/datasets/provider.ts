import { sql } from 'kysely'
import type { SystemActor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { Fault, notFound } from '../../kernel/errors.ts'
import { asFault, problem } from '../../kernel/http/faults.ts'
import type { Platform } from '../../kernel/platform.ts'
import { contractOf, type Contract, type WithinAnswer, type WithinProvider, type WithinRequest } from '../exchange/index.ts'
import { jsonSchemaOf } from './domain/contract.ts'
import type { Reader } from './domain/reader.ts'
import { tableOf } from './domain/schema.ts'
import { personFields, recordLooks, tellsOfPersons } from './looks.ts'
import { findDataset } from './queries/datasets.ts'
import { readRule, rowsOfRight } from './queries/row-rule.ts'
import { askRows, demandReadable, openFor, type Opened } from './queries/open-dataset.ts'
import { tellChanges, tellRows, type Told } from './routes/ask.ts'

const STORE: SystemActor = { kind: 'system', name: 'datasets-provider' }
/** Contracts name fields as the description of the service lists them, under the name of the row. */
const readerFor = ({ purpose, legalBasis, fields }: Contract): Reader => ({ kind: 'consumer', fields: fields.map(field => field.replace(/^row\./, '')), purpose, legalBasis })

async function contractTold(_tx: Tx, { dataset, asked }: Opened): Promise<Told> {
  return { value: { code: dataset.code, title: dataset.title, schemaVersion: dataset.schemaVersion, position: dataset.lastLoad, refreshedAt: dataset.refreshedAt, jsonSchema: jsonSchemaOf(dataset.schema, asked.fields, { id: `urn:tinhso:dataset:${dataset.code}`, title: dataset.title }) }, persons: [], fields: [], proved: false }
}
const ENDPOINTS: ReadonlyMap<string, (tx: Tx, opened: Opened, url: string) => Promise<Told>> = new Map([['/rows', tellRows], ['/changes', tellChanges], ['/contract', contractTold]])

/** Answers the services of the store: what the contract of the call names, and nothing else; who was seen is written down before the answer. */
export function storeProvider(platform: Pick<Platform, 'db' | 'config' | 'now' | 'log'>): WithinProvider {
  async function told(request: WithinRequest): Promise<Told> {
    const tell = ENDPOINTS.get(request.path)
    if (!tell) throw notFound()
    return askRows(platform, STORE, async tx => {
      const [dataset, contract] = await Promise.all([findDataset(tx, request.service), contractOf(tx, request.right)])
      // withdrawn, or ended, since the gateway looked
      if (!dataset || dataset.state !== 'published') throw notFound()
      if (!contract) throw new Fault('right-ended', { status: 403, title: { vi: 'Quyền truy cập đã chấm dứt', en: 'The right has ended' } })
      const plain = demandReadable(openFor(dataset, readerFor(contract)))
      const only = await rowsOfRight(tx, dataset.schema, contract.rowRule)
      const persons = tellsOfPersons(plain.asked.fields) ? personFields(dataset.schema) : []
      const answer = await tell(tx, { ...plain, asked: { ...plain.asked, persons, ...only.length === 0 ? {} : { only } } }, `${request.path}${request.query}`)
      const { memberName, name, key, agencyId } = request.consumer
      await recordLooks(tx, platform.config.masterKey, dataset.id, { reader: `${memberName}: ${name} (${key})`, agencyId, purpose: `${contract.purpose}. ${contract.legalBasis}` }, answer.persons, answer.fields, platform.now())
      return answer
    })
  }
  return {
    async answer(request): Promise<WithinAnswer> {
      try { return { status: 200, mediaType: 'application/json; charset=utf-8', body: JSON.stringify((await told(request)).value) } } catch (error) {
        const fault = asFault(error)
        if (fault.details.status >= 500) platform.log.error({ requestId: request.requestId, service: request.service, error: error instanceof Error ? error.stack : String(error) }, 'a service of the data store failed')
        return { status: fault.details.status, mediaType: 'application/problem+json; charset=utf-8', body: JSON.stringify(problem(fault, 'vi', request.requestId)) }
      }
    },
    async rowRuleFault(service, rule) {
      return askRows(platform, STORE, async tx => {
        const dataset = await findDataset(tx, service)
        if (!dataset) throw notFound()
        const found = await readRule(tx, dataset.schema, rule)
        return found.ok ? undefined : found.why
      })
    },
    async health(service) {
      try {
        await askRows(platform, STORE, async tx => {
          const dataset = await findDataset(tx, service)
          if (dataset?.state !== 'published') throw notFound()
          await sql`select from dataset_rows.${sql.id(tableOf(dataset.code))} limit 1`.execute(tx)
        })
        return { ok: true, message: 'Kho dữ liệu trả lời' }
      } catch (error) { return { ok: false, message: asFault(error).details.title.vi } }
    },
  }
}
