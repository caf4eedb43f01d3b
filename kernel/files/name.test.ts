import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extensionOf, normaliseFileName } from './name.ts'
import { fileHeaders } from './serve.ts'

test.each([
  ['Giấy khai sinh.pdf', 'application/pdf', 'Giấy khai sinh.pdf'],
  ['Gia\u0302\u0301y.PDF', 'application/pdf', 'Giấy.pdf'],
  ['../../etc/passwd', 'image/jpeg', 'passwd.jpg'],
  ['C:\\Users\\x\\ảnh.jpeg', 'image/jpeg', 'ảnh.jpg'],
  ['hoadon\u202efdp.exe', 'application/pdf', 'hoadonfdp_exe.pdf'],
  ['don.php.jpg', 'image/jpeg', 'don_php.jpg'],
  ['anh.svg', 'image/jpeg', 'anh_svg.jpg'],
  ['%2e%2e%2fx.pdf', 'application/pdf', '_2e_2e_2fx.pdf'],
  ['Giảm 50%.2026.pdf', 'application/pdf', 'Giảm 50%.2026.pdf'],
  ['đơn.jpg', 'application/pdf', 'đơn.pdf'],
  ['a\u0000b\r\nc.png', 'image/jpeg', 'abc.jpg'],
  ['CON.pdf', 'application/pdf', '_CON.pdf'],
  ['', 'application/pdf', 'tep.pdf'],
  ['...', 'application/pdf', 'tep.pdf'],
  ['.pdf', 'application/pdf', 'tep.pdf'],
  ['\u200b.pdf', 'application/pdf', 'tep.pdf'],
  ['a"b<c>.pdf', 'application/pdf', 'a_b_c_.pdf'],
])('%j becomes a harmless name', (name, mediaType, expected) => { expect(normaliseFileName(name, mediaType)).toBe(expected) })

test('whatever comes in, the name is short, NFC, visible, without a path, and stays as it is the second time', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('application/pdf', 'image/jpeg'), (raw, mediaType) => {
    const name = normaliseFileName(raw, mediaType)
    expect([...name].length).toBeLessThanOrEqual(120)
    expect(name).toBe(name.normalize('NFC'))
    expect(name).not.toMatch(/[\\/\p{Cc}\p{Cf}\ufffd]/u)
    expect(name).toMatch(/^[^. ].*\.(?:pdf|jpg)$/u)
    expect(normaliseFileName(name, mediaType)).toBe(name)
    const headers = fileHeaders({ name, mediaType, size: 1 })
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[\x20-\x21\x23-\x7e]*"; filename\*=UTF-8''[\w.!~%-]+$/u)
  }))
})

test('the ending is read through invisible letters', () => {
  expect(['a.PDF', 'a.p\u200bdf', 'a', 'a.tar.gz', 'a.'].map(extensionOf)).toEqual(['pdf', 'pdf', '', 'gz', ''])
})

test('nothing uploaded is ever shown as a page of ours', () => {
  expect(fileHeaders({ name: 'x.html', mediaType: 'text/html', size: 1 }, 'inline')['content-disposition']).toMatch(/^attachment/)
  expect(fileHeaders({ name: 'x.jpg', mediaType: 'image/jpeg', size: 1 }, 'inline')).toMatchObject({ 'content-security-policy': expect.stringMatching(/^sandbox;/), 'x-content-type-options': 'nosniff' })
})
