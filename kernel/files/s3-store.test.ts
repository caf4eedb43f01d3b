import { afterAll, beforeAll, expect, test } from 'vitest'
import { s3Store, type S3Settings } from './s3-store.ts'
import { startS3 } from './testing-s3.ts'

let settings: S3Settings
let stop: () => Promise<void> = async () => undefined
beforeAll(async () => { ({ settings, stop } = await startS3()) })
afterAll(() => stop())

const now = (): Date => new Date()

test('a wrong secret and a wrong name open nothing, and say so', async () => {
  const good = s3Store(settings, now)
  const { hash } = await good.put(Buffer.from('một tờ giấy'))
  for (const [why, bad] of [
    [/SignatureDoesNotMatch/, s3Store({ ...settings, secretAccessKey: `${settings.secretAccessKey}x` }, now)],
    [/InvalidAccessKeyId/, s3Store({ ...settings, accessKeyId: 'khong-ai' }, now)],
  ] as const) {
    await expect(bad.put(Buffer.from('giấy khác'))).rejects.toThrow(why)
    await expect(bad.get(hash)).rejects.toThrow(why)
    // an answer to HEAD has no words
    await expect(bad.has(hash)).rejects.toThrow(/403/)
    await expect(bad.list()[Symbol.asyncIterator]().next()).rejects.toThrow(why)
  }
})

test('a bucket that is not there is no empty one', async () => {
  const lost = s3Store({ ...settings, bucket: 'khong-co' }, now)
  await expect(lost.put(Buffer.from('x'))).rejects.toThrow(/bucket khong-co does not exist/)
  await expect(lost.list()[Symbol.asyncIterator]().next()).rejects.toThrow(/bucket khong-co does not exist/)
})
