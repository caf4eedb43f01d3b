#!/usr/bin/env node
// The operator's command. Plain JavaScript, so that any Node can start it; the work runs on the packaged Node.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
// what it says goes to stderr: stdout belongs to the answer
const prepared = spawnSync(process.execPath, [join(root, 'tools/prepare.mjs')], { stdio: ['ignore', 2, 'inherit'] })
if (prepared.status !== 0) process.exit(prepared.status ?? 1)
const packaged = join(root, 'node_modules', '.bin', 'node')
const node = existsSync(packaged) ? packaged : process.execPath
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href
const run = spawn(node, ['--import', tsx, join(root, 'app/cli.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
// a signal for the command goes to the work; this process waits until it has put everything back
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { if (signal === 'SIGTERM') run.kill(signal) })
run.on('error', error => { console.error(error.message); process.exit(1) })
run.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)))
