import { choosePrograms, readArguments, runProgram } from './run/programs.ts'

/** `npm run bench -- [NAME…] [SIZE]`: the benchmarks of `bench/`; JSON lines `{bench, metric, value, unit, peer, peerValue, ratio}` on stdout. */
const SHAPE = ['bench', 'metric', 'value', 'unit', 'peer', 'peerValue', 'ratio'] as const

const root = process.cwd()
const { names, options } = readArguments(process.argv.slice(2))
const { chosen, known, unknown } = choosePrograms('bench', names)
if (options.includes('--list')) { console.log(known.join('\n')); process.exit(0) }
if (unknown.length > 0 || chosen.length === 0) { console.error(`No benchmark named ${unknown.join(', ') || '(none)'}. There are: ${known.join(', ')}`); process.exit(2) }

let good = true
for (const name of chosen) {
  let lines = 0
  const { child, done } = runProgram(root, `bench/${name}.ts`, options, (json, text) => {
    const missing = SHAPE.filter(key => !(key in json))
    if (missing.length > 0) { good = false; console.error(`${name}: a line lacks ${missing.join(', ')}`) }
    lines++
    console.log(text)
  })
  const pass = (signal: NodeJS.Signals): void => { child.kill(signal) }
  process.on('SIGINT', pass).on('SIGTERM', pass)
  const code = await done
  process.off('SIGINT', pass).off('SIGTERM', pass)
  if (code !== 0 || lines === 0) { good = false; console.error(`${name}: ended with ${code} after ${lines} figures`) }
}
process.exit(good ? 0 : 1)
