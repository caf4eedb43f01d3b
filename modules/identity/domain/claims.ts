/** What we take from the national sign-in; nothing else of the claims leaves this file. */
export interface NationalIdentity {
  readonly sub: string
  readonly kind: 'person' | 'organisation'
  /** NFC, single blanks. */
  readonly displayName: string
  /** Digits, perhaps with the `-NNN` of a dependent tax number. */
  readonly idNumber: string
  /** ISO date; organisations have none, and a person's may be absent. */
  readonly birthDate: string | undefined
  readonly loginIdp: string | undefined
}

export type ClaimsVerdict =
  | { readonly ok: true; readonly identity: NationalIdentity }
  /** Names of the claims that are absent or unusable, never their values. */
  | { readonly ok: false; readonly reason: 'claims-unusable'; readonly claims: readonly string[] }

/** `yyyyMMdd` to an ISO date; undefined when it is no day of the calendar. */
export function isoDate(text: string): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? []
  const days = [31, Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1]
  return days !== undefined && Number(day) >= 1 && Number(day) <= days && year >= '1850' ? `${year}-${month}-${day}` : undefined
}

/** NFC, one blank between words, no control, format (bidi) or line separator characters; providers have sent NFD. */
export function cleanName(text: string): string {
  return text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').replace(/\s+/gu, ' ').trim().slice(0, 200)
}

/**
 * Reads the claims of VNConnect (`sub, LoaiTaiKhoan, HoVaTen, SoDinhDanh, NgayThangNamSinh, loginIdp`). `userProfileUri` and `logoutUri` hold a
 * bearer token inside a URL and are dropped here, so that neither log nor table can get them.
 */
export function readClaims(claims: Readonly<Record<string, unknown>>, accountTypes: Readonly<Record<string, 'person' | 'organisation'>>): ClaimsVerdict {
  const text = (name: string): string => { const value = claims[name]; return typeof value === 'string' ? value.trim() : '' }
  const kind = Object.hasOwn(accountTypes, text('LoaiTaiKhoan')) ? accountTypes[text('LoaiTaiKhoan')] : undefined
  const displayName = cleanName(text('HoVaTen'))
  const idNumber = text('SoDinhDanh').replace(/[\s.]/g, '')
  const born = text('NgayThangNamSinh')
  const birthDate = born === '' ? undefined : isoDate(born)
  const faults = [
    (text('sub') === '' || text('sub').length > 255) && 'sub',
    kind === undefined && 'LoaiTaiKhoan',
    !/\p{L}/u.test(displayName) && 'HoVaTen',
    !(kind === 'organisation' ? /^\d{10,13}(-\d{3})?$/ : /^\d{9}(\d{3})?$/).test(idNumber) && 'SoDinhDanh',
    born !== '' && birthDate === undefined && 'NgayThangNamSinh',
  ].filter((name) => name !== false)
  if (faults.length > 0 || kind === undefined) return { ok: false, reason: 'claims-unusable', claims: faults }
  return { ok: true, identity: { sub: text('sub'), kind, displayName, idNumber, birthDate, loginIdp: text('loginIdp').slice(0, 40) || undefined } }
}
