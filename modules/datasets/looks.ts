import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { deriveKey, keyedHash } from '../../kernel/secrets.ts'
import { isPersonal, type DatasetSchema, type Field } from './domain/schema.ts'

/** Fields by which a person is known again. */
export const personFields = (schema: DatasetSchema): readonly Field[] => schema.fields.filter(field => field.type === 'personal-id')
/** Whether one of these fields says something about a person. */
export const tellsOfPersons = (fields: readonly Field[]): boolean => fields.some(isPersonal)

/** The number itself is nowhere kept: only what tells that it is the same one. */
export const personHash = (masterKey: Buffer, number: string): Buffer => keyedHash(deriveKey(masterKey, 'datasets-look'), number.replace(/\s/g, ''))

export interface Looker { readonly reader: string; readonly agencyId: string | null; readonly purpose: string }
/** An officer reads rows of a dataset for what the dataset is there for. */
export const officerLooking = ({ displayName, positionTitle, agencyId }: OfficerActor, { purpose }: { readonly purpose: string }): Looker => ({ reader: `${displayName}, ${positionTitle}`, agencyId, purpose })

/** Writes down who saw whom (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15), in the transaction of the answer: what is not written down was not answered. */
export async function recordLooks(tx: Tx, masterKey: Buffer, datasetId: string, who: Looker, persons: readonly string[], fields: readonly string[], at: Date): Promise<void> {
  if (persons.length === 0) return
  const lines = persons.map(person => ({ id: newId(at.getTime()), person: personHash(masterKey, person).toString('hex') }))
  await sql`insert into datasets.look (id, at, dataset_id, person, reader, agency_id, purpose, fields)
    select l.id, ${at}, ${datasetId}, decode(l.person, 'hex'), ${who.reader}, ${who.agencyId}, ${who.purpose}, ${[...fields]}::text[] from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (id uuid, person text)`.execute(tx)
}

export interface LookView { readonly id: string; readonly at: Date; readonly dataset: string; readonly title: string; readonly reader: string; readonly agencyId: string | null; readonly purpose: string; readonly fields: readonly string[] }

/** Who looked up this person, newest first. The caller has made sure that it is they who ask: row-level security hides these lines from everybody but the platform. */
export async function looksAt(tx: Tx, masterKey: Buffer, number: string): Promise<readonly LookView[]> {
  return (await sql<LookView>`select l.id, l.at, d.code as dataset, d.title, l.reader, l.agency_id as "agencyId", l.purpose, l.fields from datasets.look l join datasets.dataset d on d.id = l.dataset_id where l.person = ${personHash(masterKey, number)} order by l.at desc limit 200`.execute(tx)).rows
}
