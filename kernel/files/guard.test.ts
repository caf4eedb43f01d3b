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
  const found = await Promise.all(Array.from({ length: 8 }, (_, i) => i % 2 === 0 ? guard.inspect(photo) : guard.inspect(pdf)))
  expect(found.map((one) => one.ok && one.mediaType)).toEqual(Array.from({ length: 8 }, (_, i) => i % 2 === 0 ? 'image/jpeg' : 'application/pdf'))
})

test('the largest pictures allowed stay within two seconds and 300 MB, one after the other', async () => {
  for (const picture of [huge, aHeic('large'), huge, aHeic('large')]) expect(await guard.inspect(picture)).toMatchObject({ ok: true, mediaType: 'image/jpeg' })
}, 60_000)

test('several shots become one PDF, a page each in their order, across where the shot is across', async () => {
  const shots = [{ bytes: await aPhoto({ width: 600, height: 800 }) }, { bytes: aHeic('across') }, { bytes: await aPhoto({ width: 300, height: 400 }) }]
  const found = await guard.inspectShots(shots)
  if (!found.ok || found.bytes === undefined) throw new Error('refused')
  const pages = (await PDFDocument.load(found.bytes)).getPages()
  expect(pages.map((page) => page.getWidth() > page.getHeight())).toEqual([false, true, false])
  expect(found).toMatchObject({ mediaType: 'application/pdf', pageCount: 3, warnings: expect.arrayContaining(['small']) })
  expect(await guard.inspect(found.bytes)).toMatchObject({ ok: true, pageCount: 3 })
  expect(await guard.inspectShots([...shots, { bytes: await aPdf() }])).toMatchObject({ ok: false, error: { code: 'shots-of-pictures' } })
  expect(await guard.inspectShots([...shots, { bytes: Buffer.from('x') }])).toMatchObject({ ok: false, error: { code: 'type-not-allowed' } })
}, 60_000)

test.each([['processor time', { cpuSeconds: 0.05 }], ['memory', { memory: 120 * 1024 * 1024 }]])('what takes too much %s is killed, and the next file meets a fresh process', async (_, limit) => {
  const tight = createGuard({ ...limit, processes: 1 })
  try {
    expect(await tight.inspect(huge)).toMatchObject({ ok: false, error: { code: 'too-heavy' } })
    expect(await tight.inspect(Buffer.from('x'))).toMatchObject({ ok: false, error: { code: 'type-not-allowed' } })
  } finally { await tight.close() }
}, 30_000)
