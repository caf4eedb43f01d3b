import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGuard } from './guard.ts'
import { aHeic } from './testing-heic.ts'
import { aPdf, aPhoto } from './testing.ts'

const guard = createGuard()
let huge: Buffer
beforeAll(async () => {
  // fifty million pixels, taken with the phone held upright
  huge = await sharp({ create: { width: 8160, height: 6120, channels: 3, background: '#d8d0c0' } }).jpeg({ quality: 60, optimiseCoding: false }).withMetadata({ orientation: 6 }).toBuffer()
})
afterAll(() => guard.close())

test('looks at files in other processes, more files than processes', async () => {
  const [photo, pdf] = [await aPhoto({ width: 800, height: 800 }), await aPdf(2)]
  const found = await Promise.all(Array.from({ length: 8 }, (_, i) => i % 2 === 0 ? guard.inspect(photo, 'a.jpg') : guard.inspect(pdf, 'a.pdf')))
  expect(found.map((one) => one.ok && one.mediaType)).toEqual(Array.from({ length: 8 }, (_, i) => i % 2 === 0 ? 'image/jpeg' : 'application/pdf'))
})

test('the largest pictures allowed stay within two seconds and 300 MB, one after the other', async () => {
  for (const [picture, name] of [[huge, 'a.jpg'], [aHeic('large'), 'a.heic'], [huge, 'a.jpg'], [aHeic('large'), 'a.heic']] as const) expect(await guard.inspect(picture, name)).toMatchObject({ ok: true, mediaType: 'image/jpeg' })
}, 60_000)

test('several shots become one PDF, a page each in their order, across where the shot is across', async () => {
  const shots = [{ bytes: await aPhoto({ width: 600, height: 800 }), name: '1.jpg' }, { bytes: aHeic('across'), name: '2.heic' }, { bytes: await aPhoto({ width: 300, height: 400 }), name: '3.jpg' }]
  const found = await guard.inspectShots(shots)
  if (!found.ok || found.bytes === undefined) throw new Error('refused')
  const pages = (await PDFDocument.load(found.bytes)).getPages()
  expect(pages.map((page) => page.getWidth() > page.getHeight())).toEqual([false, true, false])
  expect(found).toMatchObject({ mediaType: 'application/pdf', pageCount: 3, warnings: expect.arrayContaining(['small']) })
  expect(await guard.inspect(found.bytes, 'a.pdf')).toMatchObject({ ok: true, pageCount: 3 })
  expect(await guard.inspectShots([...shots, { bytes: await aPdf(), name: '4.pdf' }])).toMatchObject({ ok: false, error: { code: 'type-mismatch' } })
  expect(await guard.inspectShots([...shots, { bytes: Buffer.from('x'), name: '4.txt' }])).toMatchObject({ ok: false, error: { code: 'type-not-allowed' } })
}, 60_000)

test.each([['processor time', { cpuSeconds: 0.05 }], ['memory', { memory: 120 * 1024 * 1024 }]])('what takes too much %s is killed, and the next file meets a fresh process', async (_, limit) => {
  const tight = createGuard({ ...limit, processes: 1 })
  try {
    expect(await tight.inspect(huge, 'a.jpg')).toMatchObject({ ok: false, error: { code: 'too-heavy' } })
    expect(await tight.inspect(Buffer.from('x'), 'a.txt')).toMatchObject({ ok: false, error: { code: 'type-not-allowed' } })
  } finally { await tight.close() }
}, 30_000)
