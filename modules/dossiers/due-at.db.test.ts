import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { useDb } from '../../kernel/testing/db.ts'
import { loadProvinceHolidays } from '../calendar/index.ts'
import { checkPack } from '../procedures/index.ts'
import { dueAtFor } from './due-at.ts'

const PROVINCE = new URL('../../provinces/thai-nguyen/', import.meta.url)
const file = (name: string): unknown => JSON.parse(readFileSync(new URL(name, PROVINCE), 'utf8'))
const names = readdirSync(new URL('procedures/', PROVINCE))

describe('the due times of examples, by the law of their day and the province’s calendar', () => {
  const t = useDb()
  test('are those that the packs expect', async () => {
    await loadProvinceHolidays(t().db, file('holidays.json'), new Date('2026-01-02T02:00:00Z'))
    const dueAt = await dueAtFor(t().db)
    const wrong = names.flatMap((name) => { const checked = checkPack(file(`procedures/${name}`), { staffedRoles: null, dueAt }); return checked.ok ? [] : checked.faults.filter(({ code }) => code === 'scenario-failed').map(({ message }) => `${name}: ${message.vi}`) })
    expect(wrong).toEqual([])
  })
  test('are none before the first regime', async () => {
    expect((await dueAtFor(t().db))({ value: 1, unit: 'WORKING_DAY' }, new Date('2018-01-02T02:00:00Z'), {})).toBeNull()
  })
})
