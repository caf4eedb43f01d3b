import { expect, test } from 'vitest'
import { aDocx } from '../kernel/files/testing.ts'
import { harmIn, runT12, T12_MUTANTS } from './t12-hostile-uploads.ts'

const run = (mutant?: string) => runT12({ files: 20, seed: 5, mutant })

test('nothing hostile is stored, everything honest is', async () => {
  expect(await run()).toMatchObject({ pass: true, leaks: 0, accepted: 20 })
}, 60_000)

test.each(T12_MUTANTS)('the trial catches an inspector that %s', async (mutant) => {
  expect((await run(mutant)).pass).toBe(false)
}, 60_000)

test('the judge itself sees what is hidden', () => {
  expect(harmIn('application/pdf', Buffer.from('%PDF-1.4\n1 0 obj << /S /J#61vaScript /JS (x) >>\n%%EOF'))).toBe('/JavaScript ')
  expect(harmIn('application/pdf', Buffer.from('%PDF-1.4\n1 0 obj << >>\n%%EOF'))).toBeUndefined()
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  expect(harmIn(docx, aDocx([{ name: '../x.xml', data: 'x' }]))).toBe('../')
  expect(harmIn(docx, aDocx([{ name: 'word/media/image1.jpeg', data: 'a../b', stored: true }]))).toBeUndefined()
  expect(harmIn('image/jpeg', Buffer.from('\xff\xd8\xff<script >\xff\xd9', 'latin1'))).toBe('<script')
})
