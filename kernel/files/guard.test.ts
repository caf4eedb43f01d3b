import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGuard } from './guard.ts'
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

test('the largest picture allowed stays within two seconds and 300 MB', async () => {
  expect(await guard.inspect(huge, 'a.jpg')).toMatchObject({ ok: true, mediaType: 'image/jpeg' })
})

test.each([['processor time', { cpuSeconds: 0.05 }], ['memory', { memory: 60 * 1024 * 1024 }]])('what takes too much %s is killed, and the next file meets a fresh process', async (_, limit) => {
  const tight = createGuard({ ...limit, processes: 1 })
  try {
    expect(await tight.inspect(huge, 'a.jpg')).toMatchObject({ ok: false, error: { code: 'too-heavy' } })
    expect(await tight.inspect(Buffer.from('x'), 'a.txt')).toMatchObject({ ok: false, error: { code: 'type-not-allowed' } })
  } finally { await tight.close() }
})
