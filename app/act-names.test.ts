import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OFFICER_ROLES } from '../kernel/actor.ts'
import { administrationModuleNames } from '../modules/administration/index.ts'
import { ACT_NAMES, OBJECT_NAMES, ROLE_NAMES } from './act-names.ts'

/** Codes of acts as the sources write them: `act: 'x.y'`; those of the registry of the exchange are held to a name by their type. */
function actsIn(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/\bact: ([^,\n]*)|\bentry\(([^,\n]*),|\bchange\([a-z]+, ([^,\n]*),/g)].flatMap(([found]) => [...found.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map(([, act = '']) => act))
}

const SOURCES = ['kernel', 'modules', 'app'].flatMap(root => globSync(`${root}/**/*.ts`)).filter(path => !/test(ing)?[.-]|\.test\./.test(path))

test('every act that the sources write into the ledger has a name in both languages', () => {
  const acts = new Set(SOURCES.flatMap(actsIn))
  expect(acts.size).toBeGreaterThan(60)
  expect([...acts].filter(act => ACT_NAMES.get(act) === undefined)).toEqual([])
  for (const [act, { vi, en }] of ACT_NAMES) expect([act, vi, en]).not.toContain('')
})
test('and so has every type of object (those of the registry of the exchange are held to it by their type)', () => {
  const types = new Set(SOURCES.flatMap(path => [...readFileSync(path, 'utf8').matchAll(/(?<!matter: )\{ type: '([a-z_-]+)', id\b/g)].map(([, type = '']) => type)))
  expect(types.size).toBeGreaterThan(20)
  expect([...types].filter(type => OBJECT_NAMES.get(type) === undefined)).toEqual([])
  for (const [type, { vi, en }] of OBJECT_NAMES) expect([type, vi, en]).not.toContain('')
})
test('and so has every module whose acts can be picked out, and every role', () => {
  const modules = new Set([...ACT_NAMES.keys()].map(act => `${act.split('.')[0] ?? ''}.`))
  expect([...modules].filter(each => administrationModuleNames[each] === undefined)).toEqual([])
  expect(OFFICER_ROLES.filter(role => ROLE_NAMES.get(role) === undefined)).toEqual([])
})
