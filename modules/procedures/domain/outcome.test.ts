import { describe, expect, it } from 'vitest'
import { feesDue } from './fees.ts'
import { componentsFor, stopOf } from './needs.ts'
import { type DecisionFacts, fillOutcome } from './outcome.ts'
import { aCase } from './pack-builder.ts'
import { completeForm } from './pack.ts'

const facts: DecisionFacts = {
  'dossier.code': 'H55.1-260310-0001', 'dossier.receivedOn': '10/03/2026', 'applicant.name': 'Nông Thị Mẫu', 'agency.name': 'Ủy ban nhân dân xã Mẫu', 'agency.place': 'Mẫu',
  'decision.number': '12', 'decision.date': '11/03/2026', 'decision.reason': '', 'signer.name': 'Nguyễn Văn Thử', 'signer.title': 'Chủ tịch',
}
const of = aCase()
const form = completeForm(of)
const answers = { adult: 'yes', fullName: 'Nông Thị Mẫu', papers: [{ name: 'Bằng', pages: 5, copies: 2 }, { name: 'Học bạ', pages: 300, copies: 1 }] }

describe('the text of a result', () => {
  it('repeats blocks, reads answers as people do and leaves empty lines out', () => {
    const body = 'Cho {{answer.fullName}} (đủ tuổi: {{answer.adult}})\n{{#answer.papers}}\n- {{item.name}}: {{item.copies}} bản\n{{/answer.papers}}\nLý do: {{decision.reason}}\nNgày {{decision.date}}'
    expect(fillOutcome({ title: 'Số {{decision.number}}', body }, form, answers, facts)).toEqual({
      title: 'Số 12', body: 'Cho Nông Thị Mẫu (đủ tuổi: Rồi)\n- Bằng: 2 bản\n- Học bạ: 1 bản\nNgày 11/03/2026',
    })
  })
  it('never reads a place inside an answer', () => {
    expect(fillOutcome({ title: '', body: '{{answer.fullName}}' }, form, { ...answers, fullName: '{{signer.name}}' }, facts).body).toBe('{{signer.name}}')
  })
  it('leaves out answers of questions that were not asked', () => {
    expect(fillOutcome({ title: '', body: 'x\n{{answer.fullName}}' }, { sections: [] }, answers, facts).body).toBe('x')
  })
})

describe('what a case needs', () => {
  it('prices copies by pages with a ceiling', () => {
    // 2 × 2000 + 3 × 1000 = 7000 a copy; 300 pages reach the ceiling of 200 000
    expect(feesDue(of, 'online', answers)).toMatchObject({ total: 214_000, totalUsd: 0 })
    expect(feesDue(of, 'post', answers).lines).toEqual([])
  })
  it('asks for papers by the answers, and stops who is not meant', () => {
    expect(componentsFor(of, answers).map(({ id }) => id)).toEqual(['proof'])
    expect(componentsFor(of, { adult: 'no' })).toEqual([])
    expect(stopOf(of, { adult: 'no' })?.id).toBe('minor')
    expect(stopOf(of, answers)).toBeUndefined()
  })
})
