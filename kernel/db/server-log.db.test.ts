import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { useDb } from '../testing/db.ts'
import { withClient } from './bootstrap.ts'

const t = useDb()
it('holds nothing of what people wrote, whatever fails', async () => {
  const { kysely } = t().owner
  const canary = '019190000987'
  await sql`create table kernel.refuses (number text primary key check (length(number) < 13), whole integer)`.execute(kysely)
  await sql`insert into kernel.refuses values (${canary})`.execute(kysely)
  const failures = [
    sql`insert into kernel.refuses values (${canary})`, sql`insert into kernel.refuses values (${`${canary}x`})`, sql`select ${`${canary}x`}::text::integer`,
    sql.raw(`select '${canary}' from nowhere`), sql.raw(`do $$ begin raise exception 'found ${canary}'; end $$`), sql.raw(`do $$ begin raise warning 'found ${canary}'; end $$; select 1 / 0`),
  ]
  for (const failure of failures) await expect(failure.execute(kysely)).rejects.toThrow()
  const { rows: [row] } = await withClient(inject('cluster').superuserUrl, client => client.query<{ data_directory: string }>('show data_directory'))
  const log = await readFile(join(row?.data_directory ?? '', '..', 'postgres.log'), 'utf8')
  expect(log).toContain('ready to accept connections')
  expect(log).not.toContain(canary)
})
