import { describe, expect, it } from 'vitest'
import { checkTemplate, fill, TEMPLATES } from './templates.ts'

describe('message templates', () => {
  it('ships only wordings that pass its own check', () => {
    for (const [key, template] of Object.entries(TEMPLATES)) expect([key, checkTemplate(template)]).toEqual([key, []])
  })
  it('refuses a name or a procedure in an SMS', () => {
    const bad = { ...TEMPLATES['dossiers.received'], sms: { vi: 'Ho so cua {{name}}', en: '{{procedure}}' } }
    expect(checkTemplate(bad).map(f => f.code)).toEqual(['personal-in-sms', 'personal-in-sms'])
  })
  it('refuses places that nothing fills, empty texts and long SMS', () => {
    const bad = { subject: { vi: '{{nobody}}', en: ' ' }, body: { vi: 'a', en: 'b' }, sms: { vi: 'x'.repeat(161), en: 'y' } }
    expect(checkTemplate(bad).map(f => f.code)).toEqual(['unknown-place', 'empty', 'too-long'])
  })
  it('fills known places once, without filling what a fact contains', () => {
    expect(fill('{{code}} {{due}} {{other}}', { code: '{{due}}', due: 'mai' })).toBe('{{due}} mai {{other}}')
  })
})
