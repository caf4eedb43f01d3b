import { serveTasks } from './serve.ts'

/** Does what a test asks of it. */
export interface TestTask { readonly do: 'answer' | 'stay' | 'spin' | 'eat' | 'die' }

serveTasks(async ({ do: what }: TestTask): Promise<number> => {
  if (what === 'die') process.exit(3)
  if (what === 'stay') await new Promise(() => setTimeout(() => undefined, 1_000_000))
  const eaten: Buffer[] = []
  while (what === 'spin' || what === 'eat') if (what === 'eat') eaten.push(Buffer.alloc(4_000_000, eaten.length))
  return process.pid
})
