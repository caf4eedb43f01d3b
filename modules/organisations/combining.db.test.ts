import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { combiningAccounts } from './index.ts'

const t = useDb()

test('finds who hands out rights and decides in the same reach, today or to come', async () => {
  const run = (text: string) => sql.raw(text).execute(t().owner.kysely)
  const [above, below] = [newId(), newId()]
  await run(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ('${above}', 'H55.901', 'x', 'x', 'commune', array['${above}']::uuid[], '2018-01-01'), ('${below}', 'H55.902', 'x', 'x', 'commune', array['${above}', '${below}']::uuid[], '2018-01-01')`)
  const seat = async (name: string, account: string, agency: string, roles: string, validTo: string | null = null): Promise<void> => {
    const id = newId()
    await run(`insert into organisations.position (id, agency_id, title, roles, valid_from) values ('${id}', '${agency}', 'x', '${roles}', '2018-01-01')`)
    await run(`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from, valid_to) values ('${newId()}', '${id}', '${account}', '${name}', '2018-01-01', ${validTo === null ? 'null' : `'${validTo}'`})`)
  }
  const [both, apart, past] = [newId(), newId(), newId()]
  await seat('Hai Mũ', both, above, '{unit-administrator}')
  await seat('Hai Mũ', both, below, '{signer}')
  await seat('Tách Bạch', apart, below, '{unit-administrator}')
  await seat('Tách Bạch', apart, above, '{approver}')
  await seat('Đã Thôi', past, above, '{unit-administrator}', '2026-03-09')
  await seat('Đã Thôi', past, above, '{approver}')
  expect(await combiningAccounts(t().db, '2026-03-10')).toEqual([{ accountId: both, name: 'Hai Mũ' }])
  expect(await combiningAccounts(t().db, '2026-03-09')).toHaveLength(2)
})
