import { hash as sha256, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getSealed, openBytes, putSealed, sealBytes } from './crypt.ts'
import { diskStore, sweepUnfinished } from './disk-store.ts'
import { s3Store } from './s3-store.ts'
import { BlobMissing, readAll } from './store.ts'
import { startS3 } from './testing-s3.ts'

let dir = ''
let s3: Awaited<ReturnType<typeof startS3>>
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'tinhso-store-')); s3 = await startS3() })
afterAll(async () => { await rm(dir, { recursive: true, force: true }); await s3.stop() })

describe.each([['disk', () => diskStore(dir)], ['S3', () => s3Store(s3.settings, () => new Date())]] as const)('%s store', (_, make) => {
  test('gives back what was put, under its hash, once', async () => {
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
  test('says that a blob is missing, and builds no path from what is no hash', async () => {
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
