import { hash as sha256, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getSealed, openBytes, putSealed, sealBytes } from './crypt.ts'
import { diskStore, sweepUnfinished } from './disk-store.ts'
import { s3Store } from './s3-store.ts'
import { BlobMissing, readAll, type FileStore } from './store.ts'

let dir = ''
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'tinhso-store-')) })
afterAll(() => rm(dir, { recursive: true, force: true }))

/** `TINHSO_TEST_S3=http://KEY:SECRET@127.0.0.1:PORT/BUCKET` lets the same tests run against a real S3-compatible server. */
const s3 = process.env['TINHSO_TEST_S3']
if (s3 === undefined) console.log('S3 store: skipped, TINHSO_TEST_S3 names no server')
const s3FromEnvironment = (): FileStore => {
  const url = new URL(s3 ?? '')
  return s3Store({ endpoint: url.origin, bucket: url.pathname.slice(1), region: 'us-east-1', accessKeyId: url.username, secretAccessKey: url.password }, () => new Date())
}

describe.each([['disk', true, () => diskStore(dir)], ['S3', s3 !== undefined, s3FromEnvironment]] as const)('%s store', (_, runs, make) => {
  test.runIf(runs)('gives back what was put, under its hash, once', async () => {
    const store = make()
    const bytes = randomBytes(300_000)
    const blob = await store.put(bytes)
    expect(blob).toEqual({ hash: sha256('sha256', bytes), size: 300_000 })
    expect(await store.put(Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]))).toEqual(blob)
    expect((await readAll(await store.get(blob.hash))).equals(bytes)).toBe(true)
    expect(await store.has(blob.hash)).toBe(true)
    const listed = []
    for await (const found of store.list()) if (found.hash === blob.hash) listed.push(found)
    expect(listed).toEqual([blob])
  })
  test.runIf(runs)('says that a blob is missing, and builds no path from what is no hash', async () => {
    const store = make()
    expect(await store.has('0'.repeat(64))).toBe(false)
    await expect(store.get('0'.repeat(64))).rejects.toThrow(BlobMissing)
    for (const bad of ['../../etc/passwd', 'A'.repeat(64), `${'0'.repeat(64)}/..`]) await expect((async () => store.get(bad))()).rejects.toThrow(RangeError)
  })
})

test('a stream that breaks leaves nothing behind', async () => {
  const broken = Readable.from((async function* () { yield Buffer.from('half'); throw new Error('the connection was lost') })())
  await expect(diskStore(dir).put(broken)).rejects.toThrow('the connection was lost')
  expect(await readdir(join(dir, 'tmp'))).toEqual([])
})

test('what a killed process left is swept', async () => {
  await writeFile(join(dir, 'tmp', 'left'), 'x')
  expect(await sweepUnfinished(dir, new Date(0))).toBe(0)
  expect(await sweepUnfinished(dir, new Date(Date.now() + 60_000))).toBe(1)
})

test('sealed blobs open with their own key only, and not after any change', async () => {
  const [key, other] = [randomBytes(32), randomBytes(32)]
  const sealed = sealBytes(Buffer.from('CCCD 019'), key)
  expect(openBytes(sealed, key).toString()).toBe('CCCD 019')
  expect(sealed.includes('CCCD')).toBe(false)
  expect(() => openBytes(sealed, other)).toThrow()
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i] = (changed[i] ?? 0) ^ 1
    expect(() => openBytes(changed, key)).toThrow()
  }
  const store = diskStore(dir)
  const blob = await putSealed(store, Buffer.from('CCCD 019'), key)
  expect((await readAll(await store.get(blob.hash))).includes('CCCD')).toBe(false)
  expect((await readAll(await getSealed(store, blob.hash, key))).toString()).toBe('CCCD 019')
})
