import { createServer } from 'node:net'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { recordReadings } from '../modules/indicators/acts/record-readings.ts'
import { sendMailJob } from '../modules/indicators/subscriptions/send.ts'
import { callOf, SYSTEM } from '../modules/indicators/testing.ts'
import { tryMail } from '../modules/notifications/index.ts'
import { CONFIRM, MANAGE, linkIn, ports, useBoardMails } from './testing-board-mails.ts'

// What followers are told, and what becomes of a mail that does not go through.
const { t, owner, fibre, post, rows, mails, send, sendAll, received, last, platform, publicDb, boxes, tell, later, follower } = useBoardMails()

describe('telling', () => {
  test('a mail holds how it stands, what changed, the view and the way out; once a day, once for all', async () => {
    const token = await follower('hanh@example.vn')
    await tell()
    expect((await mails()).filter(({ digest }) => !digest.startsWith('ask'))).toEqual([])
    later(1)
    await fibre(85)
    await tell()
    const [, waiting] = await mails()
    expect(waiting).toMatchObject({ digest: 'change:2026-12-02', state: 'waiting' })
    await Promise.all([send(waiting?.id), send(waiting?.id)])
    await send(waiting?.id)
    expect(received()).toHaveLength(2)
    const { subject, text, raw } = last()
    expect(subject).toBe('Mục tiêu đến 2025 của Nghị quyết 01-NQ/TU, Tỉnh Thử: 4 trên 9 tiêu chí đạt; 1 chưa đạt; 4 chưa có dữ liệu; 7 chưa kiểm chứng nên không tính')
    expect(text).toContain('1 số thay đổi từ ngày 01/12/2026:\n\n- Hộ gia đình có Internet cáp quang: 75 % – Chưa đạt → 85 % – Đạt')
    expect(text).toContain('https://du-lieu.tinhthu.vn/bang-chi-so/resolution-01?ky=2023&don-vi=19&phien-ban=')
    expect(linkIn(text, MANAGE)).toBe(`/bang-chi-so/theo-doi/${token}`)
    const headers = raw.slice(0, raw.search(/\r\n\r\n/)).replace(/\r\n[ \t]+/g, ' ')
    expect(headers).toMatch(new RegExp(`^List-Unsubscribe: ?<https://du-lieu\\.tinhthu\\.vn/bang-chi-so/theo-doi/${token}/thoi>`, 'm'))
    expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
    expect(raw).toContain('text/html')
    // the same day it is quiet, even when it changes again; the next day it tells the rest, from what was told last
    await fibre(90)
    await sql`update indicators.subscription set looked_at = null`.execute(owner())
    await tell()
    expect(await mails()).toHaveLength(2)
    later(2)
    await tell()
    await sendAll()
    expect(last().text).toContain('- Hộ gia đình có Internet cáp quang: 85 % – Đạt → 90 % – Đạt')
    // what was sent is not kept
    expect((await mails()).map(({ state, content }) => [state, content])).toEqual([['sent', null], ['sent', null], ['sent', null]])
  })
  test('a new period is told beside the one before', async () => {
    await follower('hanh@example.vn')
    later(1)
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'households_fibre', unitCode: '19', period: '2024', value: 88, source: 'document', ref: 'phép thử' }])
    try {
      await tell()
      await sendAll()
      expect(last().text).toMatch(/Tỉnh Thử, năm 2024: 1 trên 9 tiêu chí đạt/)
      expect(last().text).toContain('- Hộ gia đình có Internet cáp quang: 75 % – Chưa đạt → 88 % – Đạt')
      expect(last().text).toContain('- Thứ hạng chuyển đổi số toàn quốc: 8 hạng – Đạt → chưa có')
      expect(last().text).toContain('ky=2024')
      expect(last().raw).toMatch(/N=C4=83m 2023/)
    } finally { await sql`delete from indicators.reading where period = '2024'`.execute(owner()) }
  })
  test('figures of a period that goes on are called provisional', async () => {
    await post('/bang-chi-so/province-live/theo-doi', { email: 'hanh@example.vn', lich: 'change' })
    await sendAll()
    await post(linkIn(last().text, CONFIRM), {})
    later(1)
    await recordReadings(callOf(t(), SYSTEM), [{ element: 'exchange_transactions', unitCode: '19', period: '202612', value: 41, source: 'platform', ref: 'phép thử' }])
    await tell()
    await sendAll()
    expect(last().text).toContain('tháng 12 năm 2026: ')
    expect(last().text).toContain('Kỳ chưa kết thúc: số của hệ thống và báo cáo là số tạm tính đến ngày 02/12/2026.')
    expect(last().text).toMatch(/: (?:chưa có|0.*) → 41/)
  })
  test('weekly and monthly mails come once a week and once a month, even if nothing changed', async () => {
    await follower('tuan@example.vn', 'week')
    await follower('thang@example.vn', 'month')
    const told = async (days: number) => { later(days); await tell(); await sendAll(); return received().splice(2).map(({ recipients }) => recipients.join()) }
    expect(await told(1)).toEqual([])
    // Monday the 7th
    expect(await told(6)).toEqual(['tuan@example.vn'])
    expect(last().text).toContain('Không có số nào thay đổi từ ngày 01/12/2026.')
    expect(await told(7)).toHaveLength(1)
    // the new year
    expect([...await told(31)].sort()).toEqual(['thang@example.vn', 'tuan@example.vn', 'tuan@example.vn'])
    expect((await mails()).map(({ digest }) => digest).filter(digest => !digest.startsWith('ask')).sort()).toEqual(['month:202701', 'week:2026W50', 'week:2026W53'])
  })
  test('what is not on the public board is in no mail, whoever follows', async () => {
    const set = (shown: boolean) => sql`update indicators.element set public = ${shown}, definition = jsonb_set(definition, '{public}', to_jsonb(${shown}::boolean)) where code = 'households_fibre'`.execute(owner())
    await follower('congkhai@example.vn', 'week')
    await set(false)
    try {
      await fibre(83.21)
      later(7)
      await tell()
      await sendAll()
      expect(received()).toHaveLength(2)
      expect(last().raw + JSON.stringify(await mails())).not.toContain('83,21')
      expect(last().text).toContain('- Hộ gia đình có Internet cáp quang: 75 % – Chưa đạt → chưa có')
    } finally { await set(true) }
  })
  test('many are looked at in pieces, each board once for all its followers', async () => {
    for (const name of ['a', 'b', 'c']) await follower(`${name}@example.vn`, 'week')
    later(7)
    expect(await tell(2)).toBe(true)
    expect((await mails()).filter(({ state }) => state === 'waiting')).toHaveLength(2)
    expect(await tell(2)).toBe(false)
    expect((await mails()).filter(({ state }) => state === 'waiting')).toHaveLength(3)
  })
  test('followers of two languages are told of two boards, however they subscribed among each other', async () => {
    let asked = 0
    const count = (): void => { asked++ }
    const looked = async (names: readonly string[]): Promise<number> => {
      await sql`truncate indicators.subscription cascade`.execute(owner())
      for (const [at, name] of names.entries()) { await follower(`${name}@example.vn`, 'week'); if (at % 2 === 1) await sql`update indicators.subscription set lang = 'en' where id = (select max(id::text)::uuid from indicators.subscription)`.execute(owner()) }
      later(7)
      asked = 0
      publicDb().pool.on('acquire', count)
      try { await tell(); return asked } finally { publicDb().pool.off('acquire', count); later(0) }
    }
    expect(await looked(['a', 'b', 'c', 'd', 'e', 'f'])).toBe(await looked(['g', 'h']))
  })
  test('one that cannot be told does not keep the others from their mail, and is left until the next hour', async () => {
    for (const name of ['a', 'b', 'c']) await follower(`${name}@example.vn`, 'week')
    // as an older release wrote it, or a hand
    await sql`update indicators.subscription set seen = '{}' where id = (select min(id::text)::uuid from indicators.subscription)`.execute(owner())
    later(7)
    expect(await tell(3)).toBe(true)
    expect((await mails()).filter(({ state }) => state === 'waiting')).toHaveLength(2)
    expect(await tell(3)).toBe(false)
  })
  test('what the server puts off comes later, what it refuses three times ends, what nobody knows is not sent again', async () => {
    await follower('hanh@example.vn', 'week')
    later(7)
    await tell()
    const id = (await mails()).at(-1)?.id ?? ''
    const job = (done: 'later' | 'refused' | 'unclear') => sendMailJob(ports, () => Promise.resolve({ done, error: 'x' })).run({ mail: id }, platform())
    await expect(job('later')).rejects.toThrow('was not taken')
    expect((await mails()).at(-1)).toMatchObject({ state: 'waiting' })
    await job('unclear')
    expect((await mails()).at(-1)).toMatchObject({ state: 'unclear', content: null })
    await send(id)
    expect(received()).toHaveLength(1)
    for (const days of [14, 21, 28]) {
      later(days)
      await tell()
      await send((await mails()).at(-1)?.id, () => Promise.resolve({ done: 'refused', error: 'no such box' }))
    }
    expect(await rows()).toMatchObject([{ state: 'ended' }])
  })
  test('a mail that was on its way when the process died is not sent again, and says that nobody knows', async () => {
    await follower('hanh@example.vn', 'week')
    later(7)
    await tell()
    const id = (await mails()).at(-1)?.id ?? ''
    await expect(send(id, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed')
    expect((await mails()).at(-1)).toMatchObject({ state: 'sending' })
    await send(id)
    expect((await mails()).at(-1)).toMatchObject({ state: 'unclear', content: null })
    expect(received()).toHaveLength(1)
  })
  test('a server that refuses us as the sender is no refusal of the box', async () => {
    const server = createServer(socket => {
      socket.write('220 x\r\n')
      socket.on('data', data => { socket.write(/^mail from/i.test(data.toString()) ? '550 5.7.1 sender refused\r\n' : '250 ok\r\n') })
      socket.on('error', () => undefined)
    })
    await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
    const address = server.address()
    try {
      expect((await tryMail({ smtpUrl: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, publicUrl: 'https://du-lieu.tinhthu.vn' }, { id: 'x', to: 'a@example.vn', subject: 's', text: 't' })).done).toBe('later')
    } finally { server.close() }
  })
  test('the way out itself: refused, put off, gone', async () => {
    const to = (address: string, smtpUrl = boxes()) => tryMail({ smtpUrl, publicUrl: 'https://du-lieu.tinhthu.vn' }, { id: 'x', to: address, subject: 's', text: 't' }).then(({ done }) => done)
    expect([await to('a@tu-choi.invalid'), await to('a@tam-dung.invalid'), await to('a@example.vn', 'smtp://127.0.0.1:1'), await to('a@example.vn')]).toEqual(['refused', 'later', 'later', 'sent'])
  })
})

