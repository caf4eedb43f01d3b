#!/usr/bin/env node
// The operator's command. Plain JavaScript, so that any Node can start it; the work runs on the packaged Node.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const prepared = spawnSync(process.execPath, [join(root, 'tools/prepare.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] })
if (prepared.status !== 0) process.exit(prepared.status ?? 1)
const packaged = join(root, 'node_modules', '.bin', 'node')
const node = existsSync(packaged) ? packaged : process.execPath
const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href
const run = spawnSync(node, ['--import', tsx, join(root, 'app/cli.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(run.status ?? 1)
