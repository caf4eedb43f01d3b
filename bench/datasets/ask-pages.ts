import { Agent, request } from 'node:http'

/** Asks pages of the PostgREST dialect from a process of its own, as a client does: `ask-pages.ts URL SECONDS LANES`; prints requests a second. */
const [url = '', seconds = '3', lanes = '8'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Number(lanes) })
const get = (path: string): Promise<void> => new Promise((done, fail) => { request(`${url}${path}`, { agent }, answer => { answer.resume(); answer.on('end', () => { if (answer.statusCode === 200) done(); else fail(new Error(`${answer.statusCode}`)) }) }).on('error', fail).end() })
let done = 0
const lane = async (until: number): Promise<void> => { while (performance.now() < until) await get(`/rest/lon?so=gte.${done++ * 9_973 % 1_000_000}&order=so&limit=50`) }
// connections and caches first
await Promise.all(Array.from({ length: Number(lanes) }, () => lane(performance.now() + 500)))
done = 0
const begun = performance.now()
await Promise.all(Array.from({ length: Number(lanes) }, () => lane(begun + Number(seconds) * 1000)))
process.stdout.write(`${done / (performance.now() - begun) * 1000}\n`)
agent.destroy()
