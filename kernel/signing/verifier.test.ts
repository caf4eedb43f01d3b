import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderPdf } from '../pdf/render.ts'
import { createVerifier, signPdf, verifyPdf, type Verdict } from './index.ts'
import { aSigningWorld, growingPdf, type SigningWorld } from './testing.ts'

const MB = 1024 * 1024
let world: SigningWorld, bombs: readonly Buffer[]
const verifier = createVerifier()
beforeAll(async () => {
  world = await aSigningWorld()
  bombs = [growingPdf(1, 64), growingPdf(6, 10), crudeGrowingPdf()]
})
afterAll(async () => { await verifier.close(); await world.close() })
const check = async (bytes: Uint8Array, from = 'x'): Promise<Verdict> => (await verifier.verify({ bytes, anchors: world.anchors, now: new Date(Date.now()) }, from)).verdict

/** The same without cross-references. */
const crudeGrowingPdf = (): Buffer => {
  const packed = deflateSync(Buffer.concat([Buffer.from('3 0 '), Buffer.alloc(64 * MB, 0x20)]), { level: 1 })
  return Buffer.concat([Buffer.from(`%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n10 0 obj\n<</Type/ObjStm/N 1/First 8/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`), packed, Buffer.from('\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 20>>\nstartxref\n0\n%%EOF\n')])
}
/** A file of one object. */
const around = (object: string): Buffer => {
  const head = `%PDF-1.7\n1 0 obj\n${object}\nendobj\n`
  return Buffer.from(`${head}xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<</Root 1 0 R/Size 2>>\nstartxref\n${head.length}\n%%EOF\n`, 'latin1')
}

describe('the verifier', () => {
  it('says the same as verifyPdf, in another process', async () => {
    const signed = await signPdf(await renderPdf({ source: 'x' }, {}), { signer: await world.signer('hang', 'Nguyễn Thị Hằng'), timeStamp: world.timeStamp })
    const now = new Date(Date.now())
    const report = await verifier.verify({ bytes: signed, anchors: world.anchors, now }, 'x')
    expect(report).toEqual(await verifyPdf(signed, world.anchors, now))
    expect(report.verdict).toBe('valid')
  })
  it('takes no time of this process for files that grow when opened', async () => {
    expect(bombs.every(({ length }) => length < 400 * 1024)).toBe(true)
    await check(Buffer.from('x'))
    const before = process.cpuUsage().user
    expect(await Promise.all(bombs.map((bytes) => check(bytes)))).toEqual(['too-heavy', 'too-heavy', 'unreadable'])
    expect(process.cpuUsage().user - before).toBeLessThan(300_000)
  })
  it('takes one inflated stream of honest size', async () => { expect(await check(growingPdf(1, 1))).toBe('unreadable') })
  it.each<[string, () => Buffer, readonly Verdict[]]>([
    ['millions of small objects', () => around(`[${'<<>>'.repeat(2_000_000)}]`), ['too-heavy', 'unreadable']],
    ['nesting without end', () => around('['.repeat(5_000_000)), ['unreadable']],
    ['cross-references in a circle', () => Buffer.from('%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Size 2/Prev 9>>\nstartxref\n9\n%%EOF\n'), ['unreadable']],
    ['a length that is its own length', () => around('<</Length 1 0 R>>\nstream\nx\nendstream'), ['unreadable']],
    ['a page tree in a circle', () => around('<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>'), ['unreadable']],
    ['ten million bytes of comments', () => Buffer.from(`%PDF-1.7\n${'%\n'.repeat(5_000_000)}`), ['unreadable']],
    ['as many false ends', () => Buffer.from(`%PDF-1.7\n${'startxref '.repeat(1_000_000)}`), ['unreadable', 'too-heavy']],
  ])('survives %s', async (_what, make, verdicts) => {
    expect(verdicts).toContain(await check(make()))
    expect(await check(Buffer.from('x'))).toBe('unreadable')
  })
  it.each([['processor time', { cpuSeconds: 0.02 }], ['memory', { memory: 30 * MB }]])('ends a file that takes too much %s', async (_what, bounds) => {
    const tight = createVerifier(bounds)
    try { expect(await tight.verify({ bytes: around(`[${'<<>>'.repeat(400_000)}]`), anchors: world.anchors, now: new Date(Date.now()) }, 'x')).toEqual({ verdict: 'too-heavy', signatures: [], emptyFields: [] }) } finally { await tight.close() }
  })
})
