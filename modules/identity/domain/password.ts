export type PasswordFault = 'too-short' | 'too-long' | 'too-simple' | 'too-common' | 'contains-name' | 'same-as-before'

/** Longer than anybody types; a limit keeps the cost of hashing bounded. */
export const MAX_PASSWORD = 200

const COMMON = ['matkhau', 'password', 'passw0rd', 'admin', 'administrator', 'qwerty', 'welcome', 'vietnam', 'thainguyen', 'canbo', 'motcua', 'ubnd', 'abc', 'iloveyou', 'tinhso']

/**
 * Rules for staff passwords (QĐ 742/QĐ-BTTTT: length, kinds of characters, change at first use and by age). A password that is a well-known
 * word with digits and marks around it is refused: those are tried first.
 */
export function judgePassword(password: string, about: { readonly username: string; readonly minLength: number; readonly previousIsSame: boolean }): readonly PasswordFault[] {
  const length = [...password].length
  const lower = password.toLowerCase()
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length
  const plain = lower.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd')
  const cores = [plain, plain.replace(/0/g, 'o').replace(/@/g, 'a')].map((text) => text.replace(/[^a-z]/g, ''))
  const name = about.username.toLowerCase().split(/[@.]/).filter((part) => part.length >= 4)
  return [
    ...(length < about.minLength ? ['too-short' as const] : []),
    ...(length > MAX_PASSWORD ? ['too-long' as const] : []),
    ...(kinds < 3 && length < 20 ? ['too-simple' as const] : []),
    ...(new Set(lower).size < 5 || cores.some((core) => COMMON.includes(core)) || /^(0?123456789?0?|abcdef\w*)\W*$/.test(lower) ? ['too-common' as const] : []),
    ...(name.some((part) => lower.includes(part)) ? ['contains-name' as const] : []),
    ...(about.previousIsSame ? ['same-as-before' as const] : []),
  ]
}

/** True when the password is older than the rule allows; 0 days means that age does not matter. */
export function passwordExpired(changedAt: Date, now: Date, maxAgeDays: number): boolean {
  return maxAgeDays > 0 && now.getTime() - changedAt.getTime() > maxAgeDays * 86_400_000
}
