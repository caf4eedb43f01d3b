import { expect, it } from 'vitest'
import { ACT_NAMES } from './action-table.ts'
import { tableVerdict } from './actions.ts'
import { PROCESSING } from './axes.ts'
import { citizenRole } from './roles.ts'

const PEOPLE = ['an', 'binh', null] as const

it('every pair of owner and submitter, with the mandate in force and without', () => {
  const table = PEOPLE.flatMap(subjectAccountId => PEOPLE.flatMap(submitterAccountId => [true, false].map(holds => `${subjectAccountId ?? '–'} ${submitterAccountId ?? '–'} ${holds ? 'holds' : 'over'}: ${citizenRole('an', { subjectAccountId, submitterAccountId }, holds) ?? 'nobody'}`)))
  expect(table).toEqual([
    'an an holds: applicant', 'an an over: applicant', 'an binh holds: applicant', 'an binh over: applicant', 'an – holds: applicant', 'an – over: applicant',
    'binh an holds: helper', 'binh an over: nobody', 'binh binh holds: nobody', 'binh binh over: nobody', 'binh – holds: nobody', 'binh – over: nobody',
    '– an holds: helper', '– an over: nobody', '– binh holds: nobody', '– binh over: nobody', '– – holds: nobody', '– – over: nobody',
  ])
})

it('a helper files, supplements and writes; what ends the dossier is the owner\'s alone', () => {
  const may = (role: 'applicant' | 'helper') => ACT_NAMES.filter(act => PROCESSING.some(state => !['wrong-role', 'wrong-status'].includes(tableVerdict(act, state, role))))
  expect([may('helper'), may('applicant')]).toEqual([['submitDossier', 'supplementDossier', 'sendMessage'], ['submitDossier', 'supplementDossier', 'withdrawDossier', 'sendMessage']])
})
