import type { FastifyInstance } from 'fastify'

export interface FuzzAsk { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'PATCH' | 'OPTIONS'; readonly url: string; readonly headers?: Readonly<Record<string, string>>; readonly payload?: string }
export interface Fuzzed { readonly requests: number; readonly statuses: Readonly<Record<number, number>>; /** answers with 200: a trial whose every request is refused proves nothing */ readonly served: number; readonly growthMb: number; readonly faults: readonly string[] }

const LANES = 4
/** How often the memory is looked at. */
const LOOK_EVERY = 50

/** Sends so many requests in four lanes; a fault is whatever answers 5xx, and what `judge` says of an answer. */
export async function fuzz<A extends FuzzAsk>(server: FastifyInstance, requests: number, next: () => A, judge: (ask: A, body: string) => string | undefined): Promise<Fuzzed> {
  const statuses: Record<number, number> = {}
  const faults: string[] = []
  let answered = 0
  const before = process.memoryUsage().rss
  let peak = before
  const lane = async (): Promise<void> => {
    while (answered < requests) {
      answered++
      const ask = next()
      const { method, url, headers, payload } = ask
      const answer = await server.inject({ method, url, ...headers ? { headers } : {}, ...payload === undefined ? {} : { payload } })
      statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1
      if (answer.statusCode >= 500) faults.push(`${answer.statusCode} ${method} ${url.slice(0, 300)} ${payload?.slice(0, 200) ?? ''} ${answer.body.slice(0, 160)}`)
      const wrong = judge(ask, answer.body)
      if (wrong !== undefined) faults.push(`${wrong}: ${method} ${url.slice(0, 300)}`)
      if (answered % LOOK_EVERY === 0) peak = Math.max(peak, process.memoryUsage().rss)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { requests: answered, statuses, served: statuses[200] ?? 0, growthMb: Math.round((Math.max(peak, process.memoryUsage().rss) - before) / 1024 / 1024), faults }
}
