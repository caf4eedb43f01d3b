import { argon2, randomBytes, type Argon2Parameters } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Fault } from '../../kernel/errors.ts'
import { sameSecret } from '../../kernel/secrets.ts'

/** OWASP's floor for argon2id: 19 MiB, 2 passes, 1 lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_LENGTH = 32
const WAITING_AT_MOST = 64

/** Verified against when the user name is unknown, so that both ways cost the same; nobody knows a password for it. */
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$dGluaHNvLW5vYm9keS0xNg$${Buffer.alloc(TAG_LENGTH, 0x5a).toString('base64').replace(/=+$/, '')}`

let running = 0
const waiting: (() => void)[] = []

/** A flood of sign-ins must not take every core and all memory (19 MiB each): few at once, a short queue, then 503. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= Math.max(1, availableParallelism() - 1)) {
    if (waiting.length >= WAITING_AT_MOST) {
      throw new Fault('unavailable', { status: 503, retryAfterSeconds: 10, title: { vi: 'Đang có quá nhiều người đăng nhập', en: 'Too many people are signing in' },
        detail: { vi: 'Hãy thử lại sau ít giây.', en: 'Please try again in a few seconds.' } })
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try { return await work() } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

const derive = (parameters: Argon2Parameters): Promise<Buffer> => inTurn(() => new Promise((resolve, reject) =>
  argon2('argon2id', parameters, (error, key) => error ? reject(error) : resolve(key))))

/** PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$tag`; the parameters travel with it, so raising the cost later breaks nobody. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive({ message: password, nonce, ...COST, tagLength: TAG_LENGTH })
  const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${text(nonce)}$${text(tag)}`
}

/** Compares in constant time; `undefined` (no such account) costs the same work and is always false. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const [, memory = '', passes = '', parallelism = '', nonce = '', tag = ''] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored ?? NOBODY) ?? []
  const expected = Buffer.from(tag, 'base64')
  if (expected.length < 16) throw new Error('a stored password hash is not readable')
  const made = await derive({ message: password, nonce: Buffer.from(nonce, 'base64'), memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tagLength: expected.length })
  return sameSecret(made, expected) && stored !== undefined
}
