import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { choosePrograms, readArguments } from './programs.ts'

const dir = mkdtempSync(join(tmpdir(), 'tinhso-programs-'))
for (const file of ['t10-late.ts', 't9-audit.ts', 't9-audit.db.test.ts', 'README.md']) writeFileSync(join(dir, file), '')
afterAll(() => rmSync(dir, { recursive: true }))

it('runs all, in the order of their numbers, when none is named', () => expect(choosePrograms(dir, []).chosen).toEqual(['t9-audit', 't10-late']))
it('finds by number and by name, and tells what it does not know', () =>
  expect(choosePrograms(dir, ['T9', 't10-late', 't1'])).toEqual({ chosen: ['t9-audit', 't10-late'], known: ['t9-audit', 't10-late'], unknown: ['t1'] }))
it('has none in a folder that is not there', () => expect(choosePrograms(join(dir, 'none'), []).chosen).toEqual([]))
it('leaves options and sizes to the program', () => {
  expect(readArguments(['T9', '200', '--seed', '7'])).toEqual({ names: ['T9'], options: ['200', '--seed', '7'] })
  expect(readArguments(['--mutant', 'all'])).toEqual({ names: [], options: ['--mutant', 'all'] })
})
