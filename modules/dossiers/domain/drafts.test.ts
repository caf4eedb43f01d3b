import { expect, test } from 'vitest'
import { FILING_DEFAULTS, judgeDraft } from './drafts.ts'

const both = [true, false]
test.each(both.flatMap(forOneself => both.flatMap(mandateNamed => both.map(mandateHolds => ({ forOneself, mandateNamed, mandateHolds })))))('for whom: %j', facts => {
  const right = facts.forOneself ? !facts.mandateNamed : facts.mandateNamed && facts.mandateHolds
  expect(judgeDraft({ ...facts, open: 0 }, FILING_DEFAULTS)).toBe(right ? undefined : 'mandate-over')
})
test.each([[0, undefined], [49, undefined], [50, 'too-many-drafts'], [51, 'too-many-drafts']])('with %i open drafts', (open, expected) => {
  expect(judgeDraft({ forOneself: true, mandateNamed: false, mandateHolds: false, open }, FILING_DEFAULTS)).toBe(expected)
})
