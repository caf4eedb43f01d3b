import type { FlashMessage } from './route.ts'

const MOST_LETTERS = 500
const FAILED = 'error.'

/** A cookie holds no letters beyond ASCII: the text in base64url, which knows no dot, behind the tone when it is bad news. */
export const flashToCookie = (flash: string | FlashMessage): string => {
  const { tone, text } = typeof flash === 'string' ? { tone: 'success' as const, text: flash } : flash
  return `${tone === 'error' ? FAILED : ''}${Buffer.from(text).toString('base64url')}`
}

export const flashFromCookie = (value: string): FlashMessage => {
  const failed = value.startsWith(FAILED)
  return { tone: failed ? 'error' : 'success', text: Buffer.from(failed ? value.slice(FAILED.length) : value, 'base64url').toString('utf8').slice(0, MOST_LETTERS) }
}
