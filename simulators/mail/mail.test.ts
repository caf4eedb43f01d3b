import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeHeader } from './message.ts'
import { startMail, type RunningMail } from './server.ts'

let dir: string
let mail: RunningMail
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mail-'))
  mail = await startMail({ smtpPort: 0, httpPort: 0, dir })
})
afterAll(async () => {
  await mail.close()
  await rm(dir, { recursive: true })
})

test('a mail with Vietnamese subject and text is kept and readable', async () => {
  const subject = 'Hồ sơ H55.242-260301-0001 đã được tiếp nhận tại Bộ phận Một cửa xã'
  const text = 'Chào bạn,\nHẹn trả kết quả trước 17 giờ ngày 05/03/2026.'
  await createTransport(mail.smtpUrl).sendMail({ from: 'tinhso@example.invalid', to: 'hanh@example.invalid', subject, text, html: `<p>${text}</p>` })
  const listed: unknown = await (await fetch(`${mail.url}/api/mails?to=hanh@example.invalid`)).json()
  expect(listed).toMatchObject([{ subject, text, recipients: ['hanh@example.invalid'] }])
  expect((await readdir(dir)).filter((name) => name.endsWith('.eml'))).toHaveLength(1)
  expect(await (await fetch(mail.url)).text()).toContain(subject)
  expect(await (await fetch(`${mail.url}/api/mails?to=khac@example.invalid`)).json()).toEqual([])
})

test('some recipients are refused for good, others for now', async () => {
  const send = (to: string): Promise<unknown> => createTransport(mail.smtpUrl).sendMail({ from: 'a@example.invalid', to, subject: 's', text: 't' })
  await expect(send('x@tu-choi.invalid')).rejects.toMatchObject({ responseCode: 550 })
  await expect(send('x@tam-dung.invalid')).rejects.toMatchObject({ responseCode: 450 })
})

test('encoded words are read in both forms', () => {
  expect(decodeHeader('=?UTF-8?B?VGjDoWkgTmd1ecOqbg==?=')).toBe('Thái Nguyên')
  expect(decodeHeader('=?UTF-8?Q?Th=C3=A1i?= =?UTF-8?Q?_Nguy=C3=AAn?=')).toBe('Thái Nguyên')
})
