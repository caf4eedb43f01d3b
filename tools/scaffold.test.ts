import { describe, expect, it } from 'vitest'
import { readFacts } from './borders/facts.ts'
import { judge } from './borders/judge.ts'
import { readMap } from './borders/map.ts'
import { isStem, permissionOf, scaffoldAct, scaffoldDossierAct } from './scaffold.ts'

describe('a new act', () => {
  const house = { map: readMap('module-map.json'), dependencies: new Set(['typebox']) }
  it.each([...scaffoldDossierAct('mark-urgent').files, ...scaffoldAct({ module: 'calendar', stem: 'close-day' }).files])('%s parses and keeps the borders', (file, text) => {
    const facts = readFacts(file, text)
    expect(facts.faults).toEqual([])
    expect(judge(house, file, facts)).toEqual([])
  })
  it('goes by one stem', () => {
    expect([...scaffoldDossierAct('mark-urgent').files.keys()]).toEqual(['modules/dossiers/acts/mark-urgent.ts', 'modules/dossiers/acts/mark-urgent.db.test.ts', 'modules/dossiers/routes/mark-urgent.ts'])
    expect(permissionOf({ module: 'dossiers', stem: 'receive-dossier' })).toBe('dossiers.receive')
    expect(['request-supplement', 'mark', 'Mark-urgent', 'mark_urgent', '../x-y'].filter(isStem)).toEqual(['request-supplement'])
  })
})
