import { expect, test } from 'vitest'
import { cleanName, isoDate, readClaims } from './claims.ts'

const TYPES = { 1: 'person', 2: 'organisation' } as const
const person = { sub: 'a', LoaiTaiKhoan: '1', HoVaTen: 'Nông Thị Hòa', SoDinhDanh: '999188000001', NgayThangNamSinh: '19880312', loginIdp: 'BCA', TechID: 't',
  userProfileUri: 'https://sso.example/view-info?token_id=eyJ.a.b', logoutUri: 'https://sso.example/logout?token_id=eyJ.a.b' }

test('takes what it needs and drops the rest', () => {
  expect(readClaims(person, TYPES)).toEqual({ ok: true, identity: { sub: 'a', kind: 'person', displayName: 'Nông Thị Hòa', idNumber: '999188000001', birthDate: '1988-03-12', loginIdp: 'BCA' } })
  expect(JSON.stringify(readClaims(person, TYPES))).not.toContain('eyJ')
})

test('an organisation has a tax number and no birth date', () => {
  const organisation = { sub: 'o', LoaiTaiKhoan: '2', HoVaTen: 'Hợp tác xã chè Suối Mẫu', SoDinhDanh: '9999000001-001' }
  expect(readClaims(organisation, TYPES)).toMatchObject({ ok: true, identity: { kind: 'organisation', birthDate: undefined } })
  expect(readClaims({ ...organisation, LoaiTaiKhoan: '1' }, TYPES)).toMatchObject({ ok: false, claims: ['SoDinhDanh'] })
})

test.each([
  [{ ...person, sub: undefined }, ['sub']],
  [{ ...person, SoDinhDanh: undefined }, ['SoDinhDanh']],
  [{ ...person, SoDinhDanh: '12345' }, ['SoDinhDanh']],
  [{ ...person, HoVaTen: ' \u200b ' }, ['HoVaTen']],
  [{ ...person, LoaiTaiKhoan: '9' }, ['LoaiTaiKhoan']],
  [{ ...person, LoaiTaiKhoan: 'constructor' }, ['LoaiTaiKhoan']],
  [{ ...person, NgayThangNamSinh: '19880230' }, ['NgayThangNamSinh']],
  [{}, ['sub', 'LoaiTaiKhoan', 'HoVaTen', 'SoDinhDanh']],
])('names the claims that are missing or unusable, never their values', (claims, expected) => {
  const verdict = readClaims(claims, TYPES)
  expect(verdict).toEqual({ ok: false, reason: 'claims-unusable', claims: expected })
})

test('names are NFC without hidden characters', () => {
  expect(cleanName('Đặng  Quỳnh\u202e Uyển\n'.normalize('NFD'))).toBe('Đặng Quỳnh Uyển')
})

test.each([['20240229', '2024-02-29'], ['20230229', undefined], ['19000229', undefined], ['20001301', undefined], ['2000-01-01', undefined], ['20000132', undefined]])('day %s', (text, iso) => {
  expect(isoDate(text)).toBe(iso)
})
