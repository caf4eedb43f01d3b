import { expect, test } from 'vitest'
import { isUid, uidOf } from './uid.ts'

test('eleven characters, a letter first, always the same for the same thing', () => {
  expect(uidOf('dataElement', 'petitions')).toBe(uidOf('dataElement', 'petitions'))
  expect(uidOf('dataElement', 'petitions')).not.toBe(uidOf('indicator', 'petitions'))
  for (let n = 0; n < 2000; n += 1) expect(isUid(uidOf('organisationUnit', String(n)))).toBe(true)
})
test('no two of a hundred thousand codes meet', () => {
  expect(new Set(Array.from({ length: 100_000 }, (_, n) => uidOf('dataElement', `e${n}`))).size).toBe(100_000)
})
// what was written into another system stays valid: the identifiers do not change from one release to the next
test('as they are known outside', () => { expect([uidOf('organisationUnit', '19'), uidOf('dataElement', 'dossiers_received')]).toEqual(['HccqXhHQz61', 'RTBCVevSZDz']) })
