import { Type } from 'typebox'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { notAllowed, notFound } from '../../../kernel/errors.ts'
import { officerIn } from '../../../kernel/http/fields.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import { frameFor, type Fault } from '../../../ui/index.ts'
import { keeps, type Call } from '../acts/dataset-work.ts'
import { readableFields } from '../domain/reader.ts'
import type { Field } from '../domain/schema.ts'
import { officerLooking, personFields, recordLooks, tellsOfPersons } from '../looks.ts'
import { isKeeper, type Desk } from '../pages/store-page.tsx'
import { countWaiting } from '../queries/desk.ts'
import { findDataset, type DatasetView } from '../queries/datasets.ts'

export const officers = { who: 'officer' } as const
export const keepers = { who: 'officer', roles: ['data-steward', 'unit-administrator', 'administrator'] } as const
export const Code = Type.Object({ code: Type.String({ maxLength: 60 }) })
/** The store's own number of a row. */
export const RowNumber = Type.Integer({ minimum: 1 })
export const Word = Type.Optional(Type.String({ maxLength: 200 }))

export const callOf = (ctx: Pick<Ctx, 'platform' | 'actor'>): Call => ({ platform: ctx.platform, actor: officerIn(ctx) })

/** Reads of a page in one transaction of the officer, with what the menu shows. */
export async function withDesk<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>, faults?: readonly Fault[], here?: string): Promise<readonly [Desk, T]> {
  const actor = officerIn(ctx)
  return read(ctx.platform.db, actor, async tx => {
    const waiting = isKeeper(actor) ? await countWaiting(tx) : 0
    return [{ frame: frameFor(here === undefined ? ctx : { ...ctx, url: here }), actor, now: ctx.now, waiting, faults }, await work(tx)] as const
  })
}

export async function getDataset(tx: Tx, code: string): Promise<DatasetView> {
  const found = await findDataset(tx, code)
  if (!found) throw notFound()
  return found
}
/** A dataset that this officer keeps; others are told so instead of an empty page. */
export async function keptDataset(tx: Tx, ctx: Pick<Ctx, 'actor'>, code: string): Promise<DatasetView> {
  const dataset = await getDataset(tx, code)
  if (!keeps(officerIn(ctx), dataset.agencyId)) throw notAllowed({ vi: 'Chỉ cán bộ giữ dữ liệu của cơ quan chủ quản mở được trang này.', en: 'Only those who keep the data of the owner agency may open this page.' })
  return dataset
}

/** What an officer may read of the rows: the keeper all, a supervisor of the owner too, everybody else what is open and published. */
export function fieldsFor(ctx: Pick<Ctx, 'actor'>, dataset: DatasetView): readonly Field[] {
  const actor = officerIn(ctx)
  if (keeps(actor, dataset.agencyId) || actor.roles.includes('supervisor') && actor.scopeAgencyIds.includes(dataset.agencyId)) return readableFields(dataset.schema, dataset.access, { kind: 'keeper' })
  return dataset.state === 'published' ? readableFields(dataset.schema, dataset.access, { kind: 'public' }) : []
}

/** Rows that an officer is shown, in the transaction that read them: whoever they tell of can read who saw them. */
export async function recordSeen(ctx: Pick<Ctx, 'platform' | 'actor' | 'now'>, tx: Tx, { id, schema, purpose }: Pick<DatasetView, 'id' | 'schema' | 'purpose'>, shown: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  if (!tellsOfPersons(schema.fields.filter(field => shown.includes(field.name)))) return
  const persons = personFields(schema).flatMap(field => rows.flatMap(row => { const value = row[field.name]; return typeof value === 'string' ? [value] : [] }))
  await recordLooks(tx, ctx.platform.config.masterKey, id, officerLooking(officerIn(ctx), { purpose }), [...new Set(persons)], shown, ctx.now)
}
