import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { keeps } from '../acts/dataset-work.ts'
import { readableFields, type Audience } from '../domain/reader.ts'
import { isPersonal, tableOf, type Field } from '../domain/schema.ts'
import { openSnapshot, openSource, type Source } from '../downloads/rows.ts'
import { listDatasets, type DatasetView } from '../queries/datasets.ts'

/** A dataset as one officer may ask it: the table of its rows, and the file that holds exactly these fields and no others. */
export interface Usable { readonly dataset: DatasetView; readonly table: string; readonly fields: readonly Field[]; readonly audience: Audience; /** its keeper may add what says something about persons */ readonly hasPersons: boolean }

/** Keepers ask all fields, those about persons only when they say so; supervisors of the owner what says nothing about persons; everybody else what is open. */
export function usableBy(actor: OfficerActor, dataset: DatasetView, withPersons: boolean): Usable | undefined {
  const keeper = keeps(actor, dataset.agencyId)
  const open = dataset.state === 'published' ? readableFields(dataset.schema, dataset.access, { kind: 'public' }) : []
  const plain = dataset.schema.fields.filter(field => !isPersonal(field))
  const hasPersons = keeper && plain.length < dataset.schema.fields.length
  const inner = keeper || actor.roles.includes('supervisor') && actor.scopeAgencyIds.includes(dataset.agencyId)
  const [audience, fields]: readonly [Audience, readonly Field[]] = hasPersons && withPersons ? ['keepers', dataset.schema.fields] : inner && open.length < plain.length ? ['officers', plain] : ['public', open]
  return fields.length === 0 && !hasPersons ? undefined : { dataset, table: tableOf(dataset.code), fields, audience, hasPersons }
}
export async function usableDatasets(tx: Tx, actor: OfficerActor, withPersons: boolean): Promise<readonly Usable[]> {
  return (await listDatasets(tx)).flatMap(dataset => usableBy(actor, dataset, withPersons) ?? [])
}

export const sourceFor = (platform: Pick<Platform, 'db' | 'publicDb' | 'now'>, code: string, audience: Audience): Promise<Source> => audience === 'public' ? openSource(platform, code) : openSnapshot(platform, code, audience)
