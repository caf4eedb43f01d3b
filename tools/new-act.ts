import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readMap } from './borders/map.ts'
import { isStem, scaffoldAct, scaffoldDossierAct } from './scaffold.ts'

/** `npm run new:act -- MODULE do-something`: act, test and route under one stem, and the rows that tables need; then says what is left to do. */
const [module = '', stem = ''] = process.argv.slice(2)
if (!readMap('module-map.json').has(module) || !existsSync(`modules/${module}`)) stop(`npm run new:act -- MODULE do-something: there is no module "${module}"`)
if (!isStem(stem)) stop(`"${stem}": an act is named by a verb and what it is done to, like request-supplement`)
const scaffold = module === 'dossiers' ? scaffoldDossierAct(stem) : scaffoldAct({ module, stem })
const taken = [...scaffold.files.keys()].filter(file => existsSync(file))
if (taken.length > 0) stop(`${taken.join(', ')}: is there already`)

for (const [file, text] of scaffold.files) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(`+ ${file}`)
}
for (const { file, at, where, text } of scaffold.edits) {
  const lines = (await readFile(file, 'utf8')).split('\n')
  const index = lines.findLastIndex(line => line.includes(at))
  if (index < 0) { console.log(`! ${file}: add by hand\n${text}`); continue }
  // a table's last row carries no comma: the new one brings it along
  if (text.startsWith('  ,')) lines[index - 1] = `${lines[index - 1] ?? ''},`
  lines.splice(where === 'before' ? index : index + 1, 0, text.replace(/^ {2},/, '  '))
  await writeFile(file, lines.join('\n'))
  console.log(`~ ${file}`)
}
console.log(`\nLeft to do:\n${scaffold.todo.map(line => `  - ${line}`).join('\n')}`)

function stop(reason: string): never {
  console.error(reason)
  process.exit(2)
}
