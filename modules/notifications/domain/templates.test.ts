import { describe, expect, it } from 'vitest'
import { checkTemplate, fill, noticeOf, TEMPLATES } from './templates.ts'

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
  it('says which text in which language is empty, and which word of an SMS has marks', () => {
    const bad = { subject: { vi: '', en: 'a' }, body: { vi: 'a', en: '' }, sms: { vi: 'Ho so đã nhận {{code}}', en: 'ok' } }
    expect(checkTemplate(bad).map(({ part, lang, message }) => [part, lang, message.vi])).toEqual([
      ['subject', 'vi', 'Tiêu đề tiếng Việt đang trống. Hãy viết cả hai tiếng.'], ['body', 'en', 'Nội dung tiếng Anh đang trống. Hãy viết cả hai tiếng.'], ['sms', 'vi', 'Tin SMS có chữ có dấu hoặc ký tự lạ: “đã”. Gõ không dấu.']])
  })
  it('fills known places once, without filling what a fact contains', () => {
    expect(fill('{{code}} {{due}} {{other}}', { code: '{{due}}', due: 'mai' })).toBe('{{due}} mai {{other}}')
  })
  it('shows on the page all that a letter says, between its salutation and its link', () => {
    expect(noticeOf(TEMPLATES['dossiers.supplement-requested'].body.vi)).toBe('{{agency}} cần bạn bổ sung hồ sơ “{{procedure}}”:\n\n{{reason}}\n\nBạn chỉ cần gửi đúng những phần được nêu.')
    expect(noticeOf(TEMPLATES['dossiers.reappointed'].body.en)).toContain('New date: {{due}}.')
    for (const { body } of Object.values(TEMPLATES)) for (const text of [body.vi, body.en]) {
      expect(noticeOf(text)).not.toMatch(/\{\{link\}\}|^(Chào|Hello|Kính gửi)/)
      if (text.includes('{{reason}}')) expect(noticeOf(text)).toContain('{{reason}}')
    }
    // a province may write without salutation, or all in one line
    expect([noticeOf('Hồ sơ {{code}} có kết quả.\n\nXem: {{link}}'), noticeOf('Hồ sơ {{code}}: {{link}}')]).toEqual(['Hồ sơ {{code}} có kết quả.', 'Hồ sơ {{code}}: {{link}}'])
  })
})
