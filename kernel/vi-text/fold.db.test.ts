import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { useDb } from '../testing/db.ts'
import { fold } from './index.ts'

/**
 * PostgreSQL text holds no NUL and no lone surrogate. Marks and compositions younger than Unicode 14 (PostgreSQL 15's tables) may
 * normalise differently; they belong to scripts that no text here uses. Everything else must fold alike.
 */
const fits = (char: string): boolean => char.length === 1
  ? !/[\u0000\u0897\u0ece]/.test(char)
  : !/\p{M}/u.test(char) && char.normalize('NFD') === char
const anyText = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => [...text].filter(fits).join(''))
const letters = fc.constantFrom(...'aăâeêioôơuưyđĐðÐƉbcdghklmnpqrstvxyYQqUuİıſẞΣςжЙØåÅ zZ.,-/019\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031bếỆữ가각ﬁＡ①')
const vietnamese = fc.array(letters, { maxLength: 20 }).map((chars) => chars.join(''))

describe('vi_fold', () => {
  const t = useDb()
  test('equals fold() on 100,000 strings', async () => {
    for (let round = 0; round < 10; round++) {
      const texts = [...fc.sample(anyText, 3000), ...fc.sample(vietnamese, 7000)]
      const { rows } = await sql<{ folded: string }>`
        select kernel.vi_fold(x) as folded from unnest(${texts}::text[]) with ordinality as list(x, at) order by at`.execute(t().db.kysely)
      expect(rows.map((row) => row.folded)).toEqual(texts.map((text) => fold(text)))
    }
  })
  test('may serve an index: it is immutable, strict and parallel safe', async () => {
    const { rows } = await sql`select provolatile, proisstrict, proparallel from pg_proc where oid = 'kernel.vi_fold(text)'::regprocedure`.execute(t().db.kysely)
    expect(rows).toEqual([{ provolatile: 'i', proisstrict: true, proparallel: 's' }])
  })
})
