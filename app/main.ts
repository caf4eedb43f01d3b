import { ConfigFaults, readConfig, type Config } from '../kernel/config.ts'
import { say } from './log.ts'
import { startApplication } from './start.ts'

// `npm start`: everything in one process (role `all`), or one part of it.
let config: Config
try { config = readConfig() } catch (error) {
  if (!(error instanceof ConfigFaults)) throw error
  console.error(error.message)
  process.exit(2)
}

const starting = startApplication(config, say)
let stopping = false
const stop = (signal: string): void => {
  if (stopping) return
  stopping = true
  say(`${signal}: stopping…`)
  // a promise to the operator: gone within ten seconds, whatever hangs
  setTimeout(() => process.exit(1), 9_500).unref()
  // in the middle of starting, too: first all the way up, then all the way down
  starting.then(application => application.stop()).then(() => process.exit(0), () => process.exit(1))
}
// a terminal's Ctrl-C comes twice, from the terminal and from npm: whoever listens once dies of the second with the database still running
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
// npm that was killed cannot pass the signal on: without it we stop too, so that the next `npm start` finds the house free
const parent = process.ppid
if (process.env['npm_lifecycle_event'] !== undefined) setInterval(() => { if (process.ppid !== parent) stop('npm is gone') }, 500).unref()

try {
  const application = await starting
  if (!stopping) say(`Tỉnh Số: ${application.url}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
