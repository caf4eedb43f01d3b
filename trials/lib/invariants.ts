import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'

/** Looks at the database and the blobs directly, never through the application (trust.md B6.3). */

/** Every row of a file has its blob, whole. Answers the faults and how many files were read. */
export async function blobFaults(client: pg.Client, varDir: string): Promise<{ readonly files: number; readonly faults: readonly string[] }> {
  const { rows } = await client.query<{ id: string; hash: string; size: string }>('select distinct on (hash) id, hash, size::text from kernel.file order by hash')
  const faults: string[] = []
  for (const { id, hash, size } of rows) {
    const bytes = await readFile(join(varDir, 'files', 'sha256', hash.slice(0, 2), hash.slice(2, 4), hash)).catch(() => undefined)
    if (bytes === undefined) faults.push(`file ${id} has no blob`)
    else if (createHash('sha256').update(bytes).digest('hex') !== hash) faults.push(`file ${id}: its bytes changed`)
    else if (bytes.length < Number(size)) faults.push(`file ${id}: ${bytes.length} bytes instead of ${size}`)
  }
  const { rows: dangling } = await client.query<{ file_id: string }>('select f.file_id from dossiers.dossier_file f left join kernel.file k on k.id = f.file_id where k.id is null')
  return { files: rows.length, faults: [...faults, ...dangling.map(row => `a dossier names file ${row.file_id}, which is not there`)] }
}

/** Codes are unique, and count 1, 2, 3 … per agency and day up to the counter's last number. */
export async function codeFaults(client: pg.Client): Promise<{ readonly codes: number; readonly faults: readonly string[] }> {
  const { rows } = await client.query<{ code: string }>('select code from dossiers.dossier where code is not null')
  const series = new Map<string, number[]>()
  for (const { code } of rows) {
    const found = /^(.+-\d{6})-(\d+)$/.exec(code)
    if (found?.[1] === undefined) return { codes: rows.length, faults: [`${code} is no code`] }
    series.set(found[1], [...series.get(found[1]) ?? [], Number(found[2])])
  }
  const faults: string[] = []
  for (const [day, numbers] of series) {
    const sorted = numbers.toSorted((a, b) => a - b)
    if (sorted.some((number, index) => number !== index + 1)) faults.push(`${day}: the numbers ${sorted.slice(0, 40).join(' ')} have a gap or a double`)
  }
  const { rows: counters } = await client.query<{ last: string; taken: string }>(`select coalesce(sum(last), 0)::text as last, (select count(*) from dossiers.dossier where code is not null)::text as taken from dossiers.code_counter where scope not like 'result:%'`)
  if (counters[0]?.last !== counters[0]?.taken) faults.push(`the counters stand at ${counters[0]?.last}, ${counters[0]?.taken} codes were given`)
  const { rows: results } = await client.query<{ scope: string; last: string; numbers: string[] }>(`select c.scope, c.last::text, coalesce((select array_agg(split_part(r.symbol, '/', 1)) from dossiers.result r), '{}') as numbers from dossiers.code_counter c where c.scope like 'result:%'`)
  for (const { scope, last, numbers } of results) {
    const sorted = numbers.map(Number).toSorted((a, b) => a - b)
    if (sorted.length !== Number(last) || sorted.some((number, index) => number !== index + 1)) faults.push(`${scope}: ${last} numbers taken, issued ${sorted.join(' ')}`)
  }
  return { codes: rows.length, faults }
}

export interface Traces { readonly actions: number; readonly ledger: number; readonly messages: number; readonly papers: number }

/** What one act on one dossier left behind, in the four places that must agree. */
export async function tracesOf(client: pg.Client, dossierId: string, act: string, stem: string, message: string | undefined, paper: string | undefined): Promise<Traces> {
  const count = async (text: string, values: readonly unknown[]): Promise<number> => Number((await client.query<{ n: string }>(text, [...values])).rows[0]?.n ?? 0)
  return {
    actions: await count('select count(*) as n from dossiers.action where dossier_id = $1 and act = $2', [dossierId, act]),
    ledger: await count(`select count(*) as n from kernel.ledger_entry where object_type = 'dossier' and object_id = $1 and act = $2`, [dossierId, stem]),
    messages: message === undefined ? 0 : await count(`select count(*) as n from kernel.outbox where payload->>'dossierId' = $1 and type = $2`, [dossierId, message]),
    papers: paper === undefined ? 0 : await count(`select count(*) as n from graphile_worker._private_jobs where payload->>'dossierId' = $1 and payload->>'kind' = $2`, [dossierId, paper]),
  }
}
