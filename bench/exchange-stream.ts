import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { anEstate, oneService, pinned, run } from './exchange/estate.ts'

/**
 * `bench/exchange-stream.ts [BODIES]`: bodies of 10 MB both ways, eight at a time, through the whole path of a message against a bare streaming
 * proxy. Promise: memory stays flat, however many bodies pass. Largest resident memory against that at rest, and the throughput of both.
 */
const bodies = Number(process.argv[2] ?? 64)
const BYTES = 10 * 1024 * 1024
const CONNECTIONS = 8
const round = (value: number): number => Math.round(value * 100) / 100
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'exchange-stream', metric, value: round(value), unit, peer, peerValue: round(peerValue), ratio: round(value / peerValue) })}\n`) }

/** Resident memory of a process in MB: now, and its largest since `forget`. */
const memory = (child: ChildProcess, field: 'VmRSS' | 'VmHWM'): number => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
const forget = (child: ChildProcess): void => { writeFileSync(`/proc/${child.pid}/clear_refs`, '5') }

interface Streamed { readonly bodies: number; readonly failures: number; readonly seconds: number; readonly p50: number; readonly p99: number }
async function pour(port: number, many: number, head: Buffer): Promise<Streamed> {
  const [command = '', ...rest] = pinned(1, [process.execPath, '--import', import.meta.resolve('tsx'), new URL('exchange/streaming-load.ts', import.meta.url).pathname, String(port), String(CONNECTIONS), String(many), String(BYTES), head.toString('base64')])
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => { said += String(chunk) })
  await new Promise<void>((done, fail) => child.once('exit', code => { if (code === 0) done(); else fail(new Error(`the load ended with ${code}`)) }))
  const streamed: Streamed = JSON.parse(said)
  if (streamed.failures > 0 || streamed.bodies !== many) throw new Error(`${streamed.failures} of ${many} bodies failed`)
  return streamed
}

const estate = await anEstate()
try {
  const upstream = await run('streaming-upstream.ts', [String(BYTES)], 1)
  const base = `http://127.0.0.1:${upstream.port}`
  await oneService(estate.owner, base)
  const head = Buffer.from(`POST /r1/DEV/COM/1234/TestService/mock1/api/members HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: ${BYTES}\r\nX-Road-Client: DEV/COM/4321/TestClient\r\n\r\n`)
  const bare = await run('bare-streaming-proxy.ts', [base], 0)
  const gateway = await run('gateway.ts', [estate.appUrl, estate.dir, 'bench'], 0)
  // the first bodies warm the code and the pools of buffers
  const rest = memory(gateway.child, 'VmRSS')
  await pour(gateway.port, CONNECTIONS, head)
  await pour(bare.port, CONNECTIONS, head)
  const peak: number[] = []
  let through: Streamed | undefined
  for (const many of [bodies, bodies * 4]) {
    forget(gateway.child)
    through = await pour(gateway.port, many, head)
    peak.push(memory(gateway.child, 'VmHWM'))
  }
  forget(bare.child)
  const beside = await pour(bare.port, bodies, head)
  const rate = (of: Streamed): number => of.bodies * 2 * BYTES / 1e6 / of.seconds
  if (through) line(`throughput, both ways together, ${CONNECTIONS} connections`, rate(through), 'MB/s', 'node:http + undici streaming, nothing between', rate(beside))
  line(`largest memory while ${bodies} bodies pass`, peak[0] ?? 0, 'MB', 'at rest', rest)
  line(`largest memory while ${bodies * 4} bodies pass`, peak[1] ?? 0, 'MB', `while ${bodies} do`, peak[0] ?? 0)
  line('largest memory', peak[1] ?? 0, 'MB', 'of the bare proxy', memory(bare.child, 'VmHWM'))
  for (const each of [gateway, bare, upstream]) await each.stop()
} finally { await estate.stop() }
