import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { serveTasks } from './serve.ts'

/** Does what a test asks of it. */
export interface TestTask { readonly do: 'answer' | 'stay' | 'spin' | 'eat' | 'die' | 'grind' }

/** As native libraries work: in a thread that the end of the process waits for. */
const grind = (): Promise<Buffer> => promisify(pbkdf2)('a', 'b', 2 ** 31 - 1, 64, 'sha512')

serveTasks(async ({ do: what }: TestTask): Promise<number> => {
  if (what === 'die') process.exit(3)
  if (what === 'stay') await new Promise(() => setTimeout(() => undefined, 1_000_000))
  if (what === 'grind') await grind()
  const eaten: Buffer[] = []
  while (what === 'spin' || what === 'eat') if (what === 'eat') eaten.push(Buffer.alloc(4_000_000, eaten.length))
  return process.pid
})
