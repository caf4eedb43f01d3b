import { Type } from 'typebox'
import { read, type Db } from '../../kernel/db/db.ts'
import { demand, readerOf } from '../../kernel/forms/schema.ts'
import { localDateOf } from '../calendar/index.ts'
import { listAgencies } from '../organisations/index.ts'
import { setFormEntry } from './acts/form-entry-settings.ts'
import { createDataset } from './acts/create-dataset.ts'
import { publishDataset } from './acts/publish-dataset.ts'
import { t } from './acts/dataset-work.ts'
import { ACCESS, type Access, type DatasetSchema } from './domain/schema.ts'
import { feedDataset, type FeedRow } from './feed.ts'
import { FEEDS, feedDatasets } from './feeds/index.ts'
import { findDataset } from './queries/datasets.ts'
import { SchemaBody } from './schema-json.ts'
import type { FormEntry } from './tables.ts'

interface DatasetFile {
  readonly code: string; readonly title: string; readonly titleEn: string; readonly description: string; readonly descriptionEn: string; /** code of the agency that answers for it */ readonly agency: string; readonly legalBasis: string; readonly purpose: string; readonly theme: string; readonly keywords: readonly string[]; readonly licence: string
  readonly refreshDays: number | null; readonly retentionMonths: number | null; readonly access: Access; readonly feed: string | null; readonly formEntry: FormEntry | null
  /** whether the demonstration publishes it; elsewhere a steward does */
  readonly publish: boolean
  readonly schema: DatasetSchema; readonly columns?: readonly string[]; readonly rows?: readonly (readonly (string | number | boolean | null)[])[]
}
const Line = Type.String()
const Nullable = (schema: ReturnType<typeof Type.String | typeof Type.Integer>) => Type.Union([schema, Type.Null()])
const readDatasetFile = readerOf<DatasetFile>(Type.Object({
  code: Line, title: Line, titleEn: Line, description: Line, descriptionEn: Line, agency: Line, legalBasis: Line, purpose: Line, theme: Line, keywords: Type.Array(Line), licence: Line, refreshDays: Nullable(Type.Integer()), retentionMonths: Nullable(Type.Integer()), access: Type.Union(ACCESS.map(each => Type.Literal(each))),
  feed: Type.Union([Type.Null(), ...FEEDS.map(each => Type.Literal(each.name))]), formEntry: Type.Union([Type.Null(), Type.Literal('keeper'), Type.Literal('at-once')]), publish: Type.Boolean(), schema: SchemaBody,
  columns: Type.Optional(Type.Array(Line)), rows: Type.Optional(Type.Array(Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])))),
}, { additionalProperties: false }))

const LOADER = { kind: 'system', name: 'load-province' } as const

/** Makes the datasets of a province pack that are not there yet, with the rows that they bring. What a steward has changed stays. Answers how many are new. */
export async function loadProvinceDatasets(db: Db, files: readonly { readonly name: string; readonly content: unknown }[], now: Date): Promise<number> {
  const call = { platform: { db, now: () => now }, actor: LOADER }
  const known = new Set((await read(db, LOADER, tx => t(tx).selectFrom('datasets.dataset').select('code').execute())).map(row => row.code))
  const parsed = files.map(({ name, content }) => ({ name, file: demand(name, readDatasetFile(content)) })).filter(({ file }) => !known.has(file.code))
  if (parsed.length === 0) return 0
  const agencies = new Map((await listAgencies(db, localDateOf(now))).map(agency => [agency.code, agency.id]))
  for (const { name, file } of parsed) {
    const agencyId = agencies.get(file.agency)
    if (agencyId === undefined) throw new Error(`${name}: the province has no agency ${file.agency}`)
    const { title, titleEn, description, descriptionEn, legalBasis, purpose, theme, keywords, licence, refreshDays, retentionMonths, access } = file
    const id = await createDataset(call, file.code, { title, titleEn, description, descriptionEn, agencyId, stewardAccountId: null, legalBasis, purpose, theme, keywords, licence, refreshDays, retentionMonths, access }, file.schema, file.feed)
    if (file.formEntry !== null) await setFormEntry(call, id, 1, file.formEntry)
    const columns = file.columns ?? []
    if (file.rows) await feedDataset(call, file.code, { mode: 'snapshot', effectiveOn: localDateOf(now), reason: 'Dữ liệu của gói tỉnh', rows: file.rows.map((row): FeedRow => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]))) })
  }
  const fed = parsed.flatMap(({ file }) => file.feed ?? [])
  if (fed.length > 0) await feedDatasets(call.platform, fed)
  return parsed.length
}

/** For the demonstration: the registers are brought in and what the pack says is published. */
export async function publishProvinceDatasets(db: Db, files: readonly { readonly name: string; readonly content: unknown }[], now: Date): Promise<number> {
  const call = { platform: { db, now: () => now }, actor: { kind: 'system', name: 'demo-scene' } as const }
  await feedDatasets(call.platform)
  let published = 0
  for (const { name, content } of files) {
    const file = demand(name, readDatasetFile(content))
    const dataset = file.publish ? await read(db, call.actor, tx => findDataset(tx, file.code)) : undefined
    if (!dataset || dataset.state !== 'draft' || dataset.lastLoad === 0) continue
    await publishDataset(call, dataset.id, dataset.version)
    published++
  }
  return published
}
