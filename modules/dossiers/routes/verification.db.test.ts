import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { saveFile, storeOwnFile } from '../../../kernel/files/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { renderPdf } from '../../../kernel/pdf/index.ts'
import { createVerifier, signPdf, type Signer } from '../../../kernel/signing/index.ts'
import { aSigningWorld, documentTimeStamp, growingPdf, numbersIn, painting, streamOf, updatedByHand, type SigningWorld } from '../../../kernel/signing/testing.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { PDFName } from 'pdf-lib'
import { aWorld, type World } from '../testing.ts'
import { startCitizenSite, type CitizenSite } from '../testing-site.ts'

const t = useDb()
const PAPER = `#set page(width: 148mm, height: 105mm)
Giấy xác nhận
#metadata((name: "signer", page: 1, x: 240, y: 120, width: 150, height: 60)) <signature-place>
#metadata((name: "agency", page: 1, x: 180, y: 120, width: 80, height: 80)) <signature-place>`
let world: World, signing: SigningWorld, site: CitizenSite, citizen: Signer
let once: Uint8Array, issued: Uint8Array
beforeAll(async () => {
  world = await aWorld(t(), { now: new Date(Date.now()).toISOString(), varDir: mkdtempSync(join(tmpdir(), 'tinhso-')) })
  signing = await aSigningWorld()
  site = await startCitizenSite(world, { anchors: signing.anchors })
  const [officer, agency] = [await signing.signer('hang', 'Nguyễn Thị Hằng'), await signing.signer('xa', 'UBND xã Đồng Hỷ')]
  citizen = await signing.signer('dan', 'Trần Văn Dân')
  once = await signPdf(await renderPdf({ source: PAPER }, {}), { signer: officer, timeStamp: signing.timeStamp, appearance: { look: 'signer', name: 'Nguyễn Thị Hằng' } })
  issued = await signPdf(once, { signer: agency, timeStamp: signing.timeStamp, appearance: { look: 'agency', name: 'UBND xã Đồng Hỷ' } })
  const dossierId = await world.submitted(world.citizen())
  const now = world.platform.now()
  const file = await storeOwnFile(site.files.store, { bytes: issued, name: 'kq.pdf', mediaType: 'application/pdf', ownerScope: `dossier:${dossierId}`, at: now })
  await transact(t().db, { kind: 'system', name: 'test' }, async tx => {
    await saveFile(tx, file)
    await sql`insert into dossiers.result (id, dossier_id, kind_code, kind, code, symbol, title, owner_name, agency_id, agency_name, signer_name, signer_title, signed_at, valid_from, file_id, file_hash)
      values (${newId()}, ${dossierId}, 'KQ.G15.000038', 'granted', 'KQ-H55.33-26-00007-ABCDEFGH', '7/KQ-UBND', 'Giấy xác nhận', 'Nông Thị Mẫu', ${world.commune}, 'Ủy ban nhân dân phường Mẫu', 'Hà Thị Ký', 'Chủ tịch', ${now}, '2020-01-01', ${file.id}, ${createHash('sha256').update(issued).digest()})`.execute(tx)
  })
})
afterAll(async () => { await site.close(); await signing.close() })

const AUTHENTIC = 'Kết quả thật, còn giá trị'
async function upload(bytes: Uint8Array): Promise<{ status: number; heading: string; body: string }> {
  const { statusCode, body } = await site.stranger.upload('/xac-thuc', [{ name: 'kq.pdf', type: 'application/pdf', bytes }])
  return { status: statusCode, heading: /govuk-notification-banner__heading">([^<]*)/.exec(body)?.[1] ?? '', body }
}

describe('a file that anybody sends to be checked', () => {
  it('is a result of the province when the register holds it', async () => {
    const { status, heading, body } = await upload(issued)
    expect([status, heading]).toEqual([200, AUTHENTIC])
    for (const part of ['Đúng từng byte', '7/KQ-UBND', 'Nông Thị Mẫu', 'UBND xã Đồng Hỷ']) expect(body).toContain(part)
  })
  it('is still one with an invisible time-stamp or signature added', async () => {
    for (const longer of [await documentTimeStamp(issued, signing.timeStamp), await signPdf(issued, { signer: citizen })]) {
      const { heading, body } = await upload(longer)
      expect(heading).toBe(AUTHENTIC)
      expect(body).toContain('Trong tệp có nguyên vẹn bản trong sổ kết quả')
    }
  })
  it('is not one with somebody\'s signature painted on it, though the signatures are right', async () => {
    const { heading, body } = await upload(await signPdf(issued, { signer: citizen, appearance: { look: 'signer', name: 'Trần Văn Dân', place: { page: 1, x: 20, y: 20, width: 200, height: 50 } } }))
    expect(heading).toBe('Chữ ký số đúng, nhưng tệp không có trong sổ kết quả của tỉnh')
    expect(body).toContain('đặt thêm hình chữ ký lên trang')
    expect(body).not.toContain('7/KQ-UBND')
  })
  it('lacks a signature when it was cut after the first', async () => {
    const { heading, body } = await upload(once)
    expect(heading).toBe('Tệp thiếu chữ ký')
    for (const part of ['Đã chứng minh được', 'Chưa chứng minh được', 'đã bị cắt bớt']) expect(body).toContain(part)
  })
  it('proves nothing of the province when somebody else signed it', async () => {
    const { heading, body } = await upload(await signPdf(await renderPdf({ source: 'Giấy' }, {}), { signer: citizen }))
    expect(heading).toBe('Chữ ký số đúng, nhưng tệp không có trong sổ kết quả của tỉnh')
    expect(body).toContain('Không khớp bản nào trong sổ kết quả')
  })
  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['only a time-stamp', async () => documentTimeStamp(await renderPdf({ source: 'Giấy' }, {}), signing.timeStamp), 'Không ai ký tệp này, chỉ có dấu thời gian'],
    ['a time-stamp that paints', () => documentTimeStamp(issued, signing.timeStamp, { place: { page: 1, x: 20, y: 20, width: 200, height: 50 }, change: (revision, field) => { field.set(PDFName.of('AP'), painting(revision)) } }), 'Tệp đã bị sửa sau khi ký. Đừng dùng'],
    ['contents exchanged', async () => updatedByHand(issued, { objects: [[(await numbersIn(issued)).contents, streamOf('q Q')]] }), 'Tệp đã bị sửa sau khi ký. Đừng dùng'],
    ['no signature', () => renderPdf({ source: 'Giấy' }, {}), 'Tệp này không có chữ ký số'],
    ['another kind', async () => Buffer.from('không phải PDF'), 'Không đọc được tệp này'],
  ])('is judged by what is in it: %s', async (_what, make, expected) => { expect((await upload(await make())).heading).toBe(expected) })
  it('that takes too much gets a plain answer with a way out', async () => {
    const { status, heading, body } = await upload(growingPdf(1, 64))
    expect([status, heading]).toEqual([200, 'Không kiểm tra được tệp này'])
    for (const part of ['hệ thống đã dừng lại', 'Hãy xin lại tệp gốc']) expect(body).toContain(part)
  })
  it('is sent back with the form when too many wait', async () => {
    const full = await startCitizenSite(world, { verifier: createVerifier({ each: 0 }) })
    try {
      const answer = await full.stranger.upload('/xac-thuc', [{ name: 'kq.pdf', type: 'application/pdf', bytes: issued }])
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '30'])
      for (const part of ['Đang có nhiều tệp chờ kiểm tra', 'name="file"']) expect(answer.body).toContain(part)
    } finally { await full.close() }
  })
})
