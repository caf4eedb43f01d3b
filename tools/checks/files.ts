import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { listFiles, listSources } from '../borders/sources.ts'
import { found, type Check } from '../run/verdict.ts'

const MIGRATION = /^\d{8}T\d{4}-[a-z]+(-[a-z0-9]+)*\.sql$/
/** first words of a migration's name: one purpose, said as a verb */
const VERBS = ['create', 'add', 'alter', 'backfill', 'contract', 'drop', 'grant', 'revoke', 'index', 'rename', 'keep', 'let', 'split', 'merge', 'fill', 'allow', 'forbid', 'guard', 'remember', 'open', 'close', 'store', 'link', 'seal', 'widen', 'narrow', 'move', 'replace', 'fold', 'hold', 'count', 'partition', 'enable', 'show', 'set', 'hide', 'ask']
/** Words that point at somebody's machine, desk or tracker: they mean nothing to whoever reads the code next year. */
const PRIVATE = /\/(?:work|home|Users)\/[a-z]|\bTODO\b|\bFIXME\b|\bXXX\b|\bHACK\b|\bissue #\d+/

function migrationFaults(root: string): readonly string[] {
  const files = listFiles(root, /\.sql$/).filter(file => file.includes('/migrations/'))
  const at = new Map<string, string>()
  return files.flatMap(file => {
    const name = basename(file)
    const faults: string[] = []
    if (!MIGRATION.test(name)) faults.push(`${file}: is not named 20260301T0900-create-dossier.sql`)
    else if (!VERBS.includes(name.slice(14).split(/[-.]/)[0] ?? '')) faults.push(`${file}: begins with no verb known to tools/checks/files.ts`)
    const twin = at.get(name)
    if (twin) faults.push(`${file}: has the name of ${twin}; the order would be chance`)
    at.set(name, file)
    return faults
  })
}

function nameFaults(root: string): readonly string[] {
  const files = listFiles(root, /./)
  return files.flatMap(file => [
    ...(/^[\x21-\x7e]+$/.test(file) ? [] : [`${file}: is not plain ASCII without spaces`]),
    ...(/\.tsx?$/.test(file) && !/^[a-z0-9]+([.-][a-z0-9]+)*\.(d\.)?tsx?$/.test(basename(file)) ? [`${file}: is not named-like-this.ts`] : []),
  ])
}

function wordFaults(root: string): readonly string[] {
  const own = ['tools/checks/files.ts']
  const texts = [...listSources(root), ...listFiles(root, /\.(md|sql|yml|json|mjs|scss)$/).filter(file => file !== 'package-lock.json')].filter(file => !own.includes(file))
  return texts.flatMap(file => readFileSync(join(root, file), 'utf8').split('\n').flatMap((line, index) => {
    const word = PRIVATE.exec(line)?.[0]
    return word === undefined ? [] : [`${file}:${index + 1}: "${word}" says nothing to a stranger`]
  }))
}

/** Links of every Markdown file that lead nowhere inside the repository. */
function linkFaults(root: string): readonly string[] {
  return listFiles(root, /\.md$/).flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link = '']) => link).filter(link => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), link))).map(link => `${file}: ${link} is not there`))
}

const PICTURE_BYTES = 150_000

export const files: Check = {
  name: 'files',
  run: async root => [
    found('files: names are ASCII and of one style', nameFaults(root)),
    found('files: migrations are named by time and verb', migrationFaults(root)),
    found('files: links in documents lead somewhere', linkFaults(root)),
    found('files: pictures are small', listFiles(root, /\.(png|jpe?g|gif)$/).filter(file => statSync(join(root, file)).size > PICTURE_BYTES).map(file => `${file}: more than ${PICTURE_BYTES / 1000} KB`)),
    found('files: no words that only one machine or person understands', wordFaults(root)),
  ],
}
