import { appendFileSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/**
 * A subscriber in a process of its own, to be killed. `webhook FILE PORT` listens; `pull FILE GATEWAY…,… CLIENT TOPIC…` asks, going on behind what its
 * file holds. Each event is a line `topic position id` in the file before anybody hears that it was taken. Prints its port (0) when it is ready.
 */
const [kind = '', file = '', ...rest] = process.argv.slice(2)
const take = (topic: string, { sequence, id }: { sequence: string; id: string }): void => { appendFileSync(file, `${topic} ${Number(sequence)} ${id}\n`) }
const lines = (): string[] => { try { return readFileSync(file, 'utf8').trim().split('\n') } catch { return [] } }

if (kind === 'webhook') {
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') { response.writeHead(200, { 'webhook-allowed-origin': '*' }).end(); return }
    let body = ''
    request.on('data', (chunk: Buffer) => { body += String(chunk) })
    request.on('end', () => { take(request.url?.slice(1) ?? '', JSON.parse(body)); response.writeHead(204).end() })
  })
  server.listen(Number(rest[0]), '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
} else {
  const [gateways = '', client = '', ...topics] = rest
  process.stdout.write('0\n')
  await Promise.all(topics.map(async topic => {
    let next = Math.max(0, ...lines().filter(line => line.startsWith(`${topic} `)).map(line => Number(line.split(' ')[1]))) + 1
    for (let each = 0; ; each++) try {
      const base = gateways.split(',')[each % 2] ?? ''
      const answer = await fetch(`${base}/events/v1/${topic}?from=${next}&limit=50&wait=5`, { headers: { 'x-road-client': client }, signal: AbortSignal.timeout(20_000) })
      if (answer.status !== 200) throw new Error(`status ${answer.status}`)
      for (const event of JSON.parse(await answer.text())) { take(topic, event); next = Number(event.sequence) + 1 }
    } catch { await new Promise(done => { setTimeout(done, 200) }) }
  }))
}
