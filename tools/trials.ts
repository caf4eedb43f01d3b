import { choosePrograms, readArguments, runProgram } from './run/programs.ts'

/**
 * `npm run trials -- [NAME…] [SIZE] [--seed N] [--mutant NAME|all]`: the long trials of `trials/`, one JSON verdict a line on stdout.
 * `--list` names them. Exit code 0 only when every one that ran has passed.
 */
const root = process.cwd()
const { names, options } = readArguments(process.argv.slice(2))
const { chosen, known, unknown } = choosePrograms('trials', names)
if (options.includes('--list')) { console.log(known.join('\n')); process.exit(0) }
if (unknown.length > 0 || chosen.length === 0) { console.error(`No trial named ${unknown.join(', ') || '(none)'}. There are: ${known.join(', ')}`); process.exit(2) }

let good = true
for (const name of chosen) {
  let verdicts = 0
  const { child, done } = runProgram(root, `trials/${name}.ts`, options, (_json, text) => { verdicts++; console.log(text) })
  const pass = (signal: NodeJS.Signals): void => { child.kill(signal) }
  process.on('SIGINT', pass).on('SIGTERM', pass)
  const code = await done
  process.off('SIGINT', pass).off('SIGTERM', pass)
  // a trial that dies without a word has not passed
  if (verdicts === 0) console.log(JSON.stringify({ trial: name, pass: false, error: `ended with ${code} and no verdict` }))
  if (code !== 0 || verdicts === 0) good = false
}
process.exit(good ? 0 : 1)
