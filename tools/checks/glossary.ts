import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OFFICER_ROLES } from '../../kernel/actor.ts'
import { ACT_NAMES } from '../../modules/dossiers/domain/action-table.ts'
import { PROCESSING } from '../../modules/dossiers/domain/axes.ts'
import { REGIMES } from '../../modules/dossiers/domain/regime-table.ts'
import { readMap } from '../borders/map.ts'
import { failed, found, type Check } from '../run/verdict.ts'
import { readTables } from './tables.ts'

/** Whoever meets a word of the code finds it in docs/GLOSSARY.md with its Vietnamese, and finds no word there twice. */
export const glossary: Check = {
  name: 'glossary',
  run: async root => {
    const name = 'glossary: acts, states, roles, regimes and modules stand in docs/GLOSSARY.md'
    const file = join(root, 'docs/GLOSSARY.md')
    if (!existsSync(file)) return [failed(name, 'docs/GLOSSARY.md is missing')]
    const rows = readTables(readFileSync(file, 'utf8'))
    const words = rows.flatMap(([code = '']) => code.split(',').map(word => word.trim()))
    const wanted = [...ACT_NAMES, ...PROCESSING, ...OFFICER_ROLES, ...REGIMES.map(regime => regime.id), ...readMap(join(root, 'module-map.json')).keys()]
    return [found(name, [
      ...[...new Set(wanted).difference(new Set(words))].map(word => `${word}: has no entry`),
      ...words.filter((word, index) => words.indexOf(word) !== index).map(word => `${word}: has two entries`),
      ...rows.filter(([, vietnamese = '']) => vietnamese === '').map(([code]) => `${code}: has no Vietnamese`),
    ], `${words.length} words`)]
  },
}
