import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import type { DatasetSchema } from '../domain/schema.ts'

/**
 * Fields whose reference can be followed: what it names is there, holds values of the same kind, and says nothing about a person, unless the same agency
 * answers for both datasets. Rows that are refused tell who stands in the other dataset and who does not, and nobody writes down such a look.
 */
export async function followedReferences(tx: Tx, { agencyId, schema }: { readonly agencyId: string; readonly schema: DatasetSchema }): Promise<ReadonlySet<string>> {
  const asked = schema.fields.flatMap(({ name, type, reference }) => reference ? [{ name, type, ...reference }] : [])
  if (asked.length === 0) return new Set()
  const { rows } = await sql<{ name: string }>`select w.name from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as w (name text, type text, dataset text, field text)
    join datasets.dataset d on d.code = w.dataset join datasets.schema_version s on s.dataset_id = d.id and s.version = d.schema_version cross join jsonb_array_elements(s.schema->'fields') f
    where f->>'name' = w.field and datasets.column_type(f->>'type') = datasets.column_type(w.type) and (d.agency_id = ${agencyId} or f->>'classification' in ('open', 'shared'))`.execute(tx)
  return new Set(rows.map(row => row.name))
}
