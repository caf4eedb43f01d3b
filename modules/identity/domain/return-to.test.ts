import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeReturnPath } from './return-to.ts'

test.each(['/', '/tai-khoan', '/nop-ho-so/1.000178?buoc=2#giay-to', '/tra-cuu/H55.242-260301-0001', '/en/tai-khoan'])('%s is kept', (path) => {
  expect(safeReturnPath(path, '/x')).toBe(path)
})

test.each([undefined, '', 'https://xau.example/', '//xau.example', '/\\xau.example', '/\t/xau.example', '/\n/xau.example', '\\\\xau', 'javascript:alert(1)', 'tai-khoan', '/a\u2028b',
  '/dang-nhap', '/dang-nhap?ve=/dang-nhap', '/en/dang-nhap/vnconnect', '/dang-xuat', '/can-bo/dang-nhap', `/${'a'.repeat(2000)}`])('%j is not', (path) => {
  expect(safeReturnPath(path, '/x')).toBe('/x')
})

test('whatever passes stays on this site', () => {
  const pieces = fc.array(fc.constantFrom('/', '\\', '.', '@', ':', '?', '#', 'a', 'xau.example', 'http', '\t', '\n', '%2f', '%5c', ' '), { maxLength: 8 }).map((all) => all.join(''))
  fc.assert(fc.property(fc.oneof(pieces, pieces.map((text) => `/${text}`)), (path) => {
    expect(new URL(safeReturnPath(path, '/'), 'https://here.example').origin).toBe('https://here.example')
  }), { numRuns: 2000 })
})
