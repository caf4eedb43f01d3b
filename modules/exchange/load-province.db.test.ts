import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { loadProvinceOrganisation } from '../organisations/index.ts'
import { loadProvinceExchange } from './load-province.ts'

const file = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../provinces/thai-nguyen/${name}`, import.meta.url), 'utf8'))
const NOW = new Date('2026-03-10T02:00:00Z')
const t = useDb()
beforeAll(async () => { await loadProvinceOrganisation(t().db, { units: file('units.json'), agencies: file('agencies.json') }) })

test('comes in once, follows the file, and never undoes a steward', async () => {
  expect(await loadProvinceExchange(t().db, file('exchange.json'), 'VN', NOW)).toBeGreaterThan(40)
  expect(await loadProvinceExchange(t().db, file('exchange.json'), 'VN', NOW)).toBe(0)
  await t().owner.pool.query(`update exchange.member set name = 'Tên do quản trị đặt', version = 2 where code = 'H55.09'`)
  await t().owner.pool.query(`update exchange.member set name = 'Tên cũ' where code = 'H55.12'`)
  expect(await loadProvinceExchange(t().db, file('exchange.json'), 'VN', NOW)).toBe(1)
  expect((await t().owner.pool.query(`select name from exchange.member where code in ('H55.09', 'H55.12') order by code`)).rows).toEqual([{ name: 'Tên do quản trị đặt' }, { name: 'Sở Y tế tỉnh Thái Nguyên' }])
  expect((await t().owner.pool.query('select count(*) as n from exchange.shared_database')).rows).toEqual([{ n: 16 }])
})
test('a member of an unknown agency is refused as a whole', async () => {
  await expect(loadProvinceExchange(t().db, { source: 'x', members: [{ memberClass: 'GOV', code: 'X', agency: 'H99', subsystems: [] }], databases: [] }, 'VN', NOW)).rejects.toThrow('neither a name nor a known agency')
})
