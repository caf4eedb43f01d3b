import { fold } from '../../../kernel/vi-text/index.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { registerOfUnits } from '../../organisations/index.ts'
import { readableFields } from '../domain/reader.ts'
import { CODE, MAX_CODE, type Field } from '../domain/schema.ts'
import { placeField } from '../downloads/formats.ts'
import { searchCatalogue, type Entry } from '../queries/catalogue.ts'
import { askRows } from '../queries/open-dataset.ts'
import type { Asked } from '../queries/rows.ts'

/** The portal shows everybody the same, officers too: what is open, read as nobody in particular. */
export const NOBODY = { kind: 'anonymous' } as const

export interface PortalDataset { readonly entry: Entry; readonly asked: Asked; /** names of administrative units by code, where a field holds some */ readonly units: ReadonlyMap<string, string> }

export async function openPortal(tx: Tx, code: string): Promise<PortalDataset> {
  const { items: [entry] } = CODE.test(code) && code.length <= MAX_CODE ? await searchCatalogue(tx, { code, limit: 1, offset: 0 }) : { items: [] }
  if (!entry) throw notFound()
  const fields = readableFields(entry.schema, entry.access, { kind: 'public' })
  const units = fields.some(field => field.type === 'unit') ? new Map((await registerOfUnits(tx)).map(unit => [unit.code, unit.name] as const)) : new Map<string, string>()
  // each statement of the public stands alone: the one for rows itself holds that the contract is still this one
  return { entry, asked: { code, schema: entry.schema, rowCount: entry.rowCount, fields, version: { dataset: entry.id, number: entry.version } }, units }
}
export const askPortal = <T>(platform: Pick<Platform, 'db' | 'publicDb' | 'now'>, code: string, work: (tx: Tx, opened: PortalDataset) => Promise<T>): Promise<T> => askRows(platform, NOBODY, async tx => work(tx, await openPortal(tx, code)))

/** The field that places a row on a map: its own place, or the unit it belongs to. */
export const mapField = (fields: readonly Field[]): Field | undefined => placeField(fields) ?? fields.find(field => field.type === 'unit')

/** What somebody means who types the name of a choice or of a unit where the store holds its code. */
export function meantValue(field: Field, typed: string, units: ReadonlyMap<string, string>): string | undefined {
  const wanted = fold(typed.trim())
  const choice = field.choices?.find(each => each.value === typed.trim() || fold(each.label.vi) === wanted || each.label.en !== undefined && fold(each.label.en) === wanted)
  if (choice) return choice.value
  if (field.type !== 'unit') return undefined
  if (units.has(typed.trim())) return typed.trim()
  const named = [...units].filter(([, name]) => fold(name) === wanted || fold(name).endsWith(` ${wanted}`))
  return named[0]?.[0]
}
