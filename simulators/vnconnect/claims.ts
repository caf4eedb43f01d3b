import { createHmac } from 'node:crypto'
import type { DemoAccount } from './people.ts'

export const CLAIM_NAMES = ['sub', 'TechID', 'LoaiTaiKhoan', 'HoVaTen', 'SoDinhDanh', 'NgayThangNamSinh', 'loginIdp', 'userProfileUri', 'logoutUri'] as const

function jwt(account: DemoAccount): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: account.sub, pid: account.idNumber })}`
  return `${signed}.${createHmac('sha256', 'simulated').update(signed).digest('base64url')}`
}

/**
 * Claims as VNConnect sends them, with its trap: two of them are URLs that carry a bearer token. `LoaiTaiKhoan` "1" is a person [seen in
 * public code]; "2" for an organisation is our assumption, and the reading side takes it from a setting.
 */
export function claimsOf(account: DemoAccount, issuer: string): Record<string, string> {
  const token = jwt(account)
  const all: Record<string, string> = {
    sub: account.sub,
    TechID: account.techId,
    LoaiTaiKhoan: account.kind === 'person' ? '1' : '2',
    HoVaTen: account.name,
    SoDinhDanh: account.idNumber,
    loginIdp: 'BCA',
    userProfileUri: `${issuer}/api/idp/third-party/view-info?token_id=${token}`,
    logoutUri: `${issuer}/api/idp/third-party/logout?token_id=${token}`,
    ...(account.birthDate ? { NgayThangNamSinh: account.birthDate } : {}),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !account.missingClaims?.includes(name)))
}
