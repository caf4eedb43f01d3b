import { expect, it } from 'vitest'
import { withClient } from '../../kernel/db/bootstrap.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { readMap } from '../borders/map.ts'
import { differs } from './files.ts'
import { crossingKeys, dumpSchema } from './schema.ts'

const t = useDb()

it('docs/generated/schema.sql is the schema that the migrations make', async () => {
  expect(await differs(process.cwd(), 'schema.sql', await withClient(t().urls.migrator, dumpSchema))).toBeUndefined()
})

it('the dump tells of a policy, a grant and a column that change', async () => {
  const before = await withClient(t().urls.migrator, dumpSchema)
  const after = await withClient(t().urls.migrator, async client => {
    await client.query('begin')
    await client.query(`create table kernel.canary (id uuid primary key, note text default 'x'); alter table kernel.canary enable row level security;
      create policy canary_reads on kernel.canary for select to tinhso_app using (note <> 'y'); grant select on kernel.canary to tinhso_app`)
    const dump = await dumpSchema(client)
    await client.query('rollback')
    return dump
  })
  const added = after.split('\n').filter(line => !before.includes(line) && line !== '')
  expect(added.join('\n')).toMatch(/create table kernel\.canary[\s\S]*note text default[\s\S]*enable row level security[\s\S]*create policy canary_reads[\s\S]*grant select on kernel\.canary/)
})

it('foreign keys cross modules only where module-map.json lets a module use the other', async () => {
  const map = readMap('module-map.json')
  const keys = await withClient(t().urls.migrator, crossingKeys)
  expect(keys.filter(key => key.from !== 'public' && !map.get(key.from)?.includes(key.to))).toEqual([])
})
it('sees a foreign key that goes against the map', async () => {
  const keys = await withClient(t().urls.migrator, async client => {
    await client.query('begin')
    await client.query('create table kernel.canary (id uuid primary key references organisations.agency (id))')
    const found = await crossingKeys(client)
    await client.query('rollback')
    return found
  })
  expect(keys).toContainEqual({ name: 'canary_id_fkey', from: 'kernel', to: 'organisations' })
})

/** Tables without a person in them: numbers per agency and day, and the wording of notices. Everything else in these schemas has its wall. */
const OPEN: readonly string[] = ['dossiers.code_counter', 'notifications.template']

it('every table that the application may read stands behind row-level security or is named as open to all', async () => {
  const { rows } = await withClient(t().urls.migrator, client => client.query<{ name: string }>(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('kernel', 'dossiers', 'identity', 'notifications') and c.relkind in ('r', 'p') and not c.relispartition and not c.relrowsecurity and has_table_privilege('tinhso_app', c.oid, 'select') order by 1`))
  expect(rows.map(row => row.name)).toEqual(OPEN)
})
