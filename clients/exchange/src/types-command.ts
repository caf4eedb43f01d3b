#!/usr/bin/env node
import { readFile, writeFile } from 'node:fs/promises'
import { typesFromOpenapi } from './openapi-types.ts'

/** `tinhso-exchange-types openapi.json [types.ts]`: without a second name the types go to standard output. */
const [source, target] = process.argv.slice(2)
if (source === undefined || source.startsWith('-')) {
  process.stderr.write('Usage: tinhso-exchange-types OPENAPI.json [TYPES.ts]\n')
  process.exitCode = 2
} else {
  try {
    const types = typesFromOpenapi(JSON.parse(await readFile(source, 'utf8')))
    if (target === undefined) process.stdout.write(types)
    else await writeFile(target, types)
  } catch (error) {
    process.stderr.write(`${source}: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
