import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact, type Tx } from '../db/db.ts'
import { useDb } from '../testing/db.ts'
import { acceptUpload, filesOfOwner, findFile, openFile, rescan, saveFile, type FileService, type StoredFile, type Upload } from './accept.ts'
import { diskStore } from './disk-store.ts'
import { createGuard, type FileGuard } from './guard.ts'
import { shredScope } from './keys.ts'
import { readAll } from './store.ts'
import { aPdf, aPhoto } from './testing.ts'

const t = useDb()
async function listed(): Promise<string[]> {
  const hashes: string[] = []
  for await (const blob of diskStore(dir).list()) hashes.push(blob.hash)
  return hashes
}
const system = { kind: 'system', name: 'test' } as const
const asSystem = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(t().db, system, work)
const at = new Date('2026-03-02T01:02:03Z')
let dir = ''
let guard: FileGuard
let scanner: Server
let verdict = 'stream: OK'
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tinhso-files-'))
  guard = createGuard()
  scanner = createServer((socket) => { socket.on('data', (chunk) => { if (chunk.subarray(-4).equals(Buffer.alloc(4))) socket.end(`${verdict}\0`) }) })
  await new Promise<void>((done) => scanner.listen(0, '127.0.0.1', done))
})
afterAll(async () => { scanner.close(); await guard.close(); await rm(dir, { recursive: true, force: true }) })

const service = (clamd?: string): FileService => ({ db: t().db, store: diskStore(dir), guard, masterKey: Buffer.alloc(32, 9), clamd })
const scannerAddress = (): string => { const address = scanner.address(); return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
const upload = (bytes: Uint8Array, more: Partial<Upload> = {}): Upload => ({ name: 'Giấy tờ.pdf', bytes, uploadedBy: null, ownerScope: 'dossier:1', at, ...more })
async function accepted(from: FileService, ...uploads: readonly [Upload, ...Upload[]]): Promise<StoredFile> {
  const found = await acceptUpload(from, uploads)
  if (!found.ok) throw new Error(found.error.code)
  await transact(t().db, system, (tx) => saveFile(tx, found.file))
  return found.file
}

test('an accepted file is stored before its row, and read back by it', async () => {
  const pdf = await aPdf(3)
  const file = await accepted(service(), upload(pdf))
  expect(await asSystem((tx) => findFile(tx, file.id))).toEqual(file)
  expect(file).toMatchObject({ state: 'accepted', pageCount: 3, name: 'Giấy tờ.pdf', mediaType: 'application/pdf' })
  expect((await readAll(await openFile(service(), file))).equals(pdf)).toBe(true)
  expect((await asSystem((tx) => filesOfOwner(tx, 'dossier:1'))).map((found) => found.id)).toEqual([file.id])
})

test('a refused file leaves neither blob nor row', async () => {
  const before = await listed()
  expect(await acceptUpload(service(), [upload(Buffer.from('<html></html>'))])).toMatchObject({ ok: false })
  expect(await listed()).toEqual(before)
})

test('shots become one PDF, and say which pages are hard to read', async () => {
  const shots = [await aPhoto({ width: 900, height: 1200 }), await aPhoto({ width: 900, height: 1200, blur: 8 })].map((bytes, i) => upload(bytes, { name: `${i}.jpg` }))
  const [first, ...rest] = shots
  if (first === undefined) throw new Error('no shots')
  expect(await accepted(service(), first, ...rest)).toMatchObject({ mediaType: 'application/pdf', pageCount: 2, name: '0.pdf', warnings: ['blurred'] })
})

test('a sensitive file is stored encrypted under the key of its dossier, and gone with it', async () => {
  const photo = await aPhoto({ width: 700, height: 700 })
  const file = await accepted(service(), upload(photo, { name: 'CCCD.jpg', keyScope: 'dossier:7' }))
  const raw = await readAll(await diskStore(dir).get(file.hash))
  expect(raw.subarray(0, 4).toString()).toBe('TSE1')
  expect((await readAll(await openFile(service(), file))).subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8))
  await expect(openFile({ ...service(), masterKey: randomBytes(32) }, file)).rejects.toThrow()
  await transact(t().db, system, (tx) => shredScope(tx, 'dossier:7'))
  await expect(openFile(service(), file)).rejects.toThrow('shredded')
})

test('with the scanner down a file waits in quarantine, is handed to nobody, and is freed when the scanner is back', async () => {
  const down = service('127.0.0.1:1')
  const file = await accepted(down, upload(await aPdf(2), { ownerScope: 'dossier:9' }))
  expect(file.state).toBe('quarantined')
  await expect(openFile(down, file)).rejects.toThrow('waits')
  const infected: string[] = []
  const note = async (found: StoredFile, signature: string): Promise<void> => { infected.push(`${found.id} ${signature}`) }
  expect(await rescan(down, note)).toBe(0)
  verdict = 'stream: Test FOUND'
  expect(await rescan(service(scannerAddress()), note)).toBe(0)
  expect(infected).toEqual([`${file.id} Test`])
  verdict = 'stream: OK'
  expect(await rescan(service(scannerAddress()), note)).toBe(1)
  expect((await asSystem((tx) => findFile(tx, file.id)))?.state).toBe('accepted')
})

test('an infected file is refused', async () => {
  verdict = 'stream: Test FOUND'
  expect(await acceptUpload(service(scannerAddress()), [upload(await aPdf())])).toMatchObject({ ok: false, error: { code: 'virus' } })
})
