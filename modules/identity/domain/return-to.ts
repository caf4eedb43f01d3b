const SIGN_IN_PAGES = /^(\/en)?\/(dang-nhap|dang-xuat|can-bo\/dang-nhap)(\/|\?|#|$)/

/**
 * A place to go back to after sign-in, or `fallback`. Only a path on this very site passes: browsers read `//x`, `/\x` and a tab or newline
 * between the slashes as another host. Sign-in pages are no place to come back to.
 */
export function safeReturnPath(asked: string | undefined, fallback: string): string {
  if (!asked || asked.length > 1000 || !/^\/(?![/\\])/.test(asked) || /[\\\p{Cc}\p{Z}]/u.test(asked)) return fallback
  return SIGN_IN_PAGES.test(asked) ? fallback : asked
}
