import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type ObjectExpression, type ObjectProperty } from 'oxc-parser'
import { placeOf } from '../borders/judge.ts'
import { isTest } from '../borders/rules.ts'
import { listSources } from '../borders/sources.ts'
import { found, type Check } from '../run/verdict.ts'

const keyOf = (property: ObjectProperty): string => property.key.type === 'Identifier' ? property.key.name : property.key.type === 'Literal' ? String(property.key.value) : ''
const propertyOf = (object: ObjectExpression, name: string): ObjectProperty | undefined =>
  object.properties.find((one): one is ObjectProperty => one.type === 'Property' && keyOf(one) === name)
const stringOf = (object: ObjectExpression, name: string): string | undefined => {
  const value = propertyOf(object, name)?.value
  return value?.type === 'Literal' && typeof value.value === 'string' ? value.value : undefined
}

export interface DeclaredRoutes { readonly count: number; readonly faults: readonly string[] }

/** Reads every `route({…})`: it must declare its policy where it stands, in the open, under a name `module.verb` that nobody else has. */
export function readRoutes(file: string, source: string, names: Map<string, string>): DeclaredRoutes {
  const faults: string[] = []
  let count = 0
  const module = placeOf(file)
  new Visitor({
    CallExpression(node) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'route') return
      count++
      const line = source.slice(0, node.start).split('\n').length
      const [object] = node.arguments
      if (object?.type !== 'ObjectExpression') { faults.push(`${file}:${line}: the route is not written out, so its policy cannot be read`); return }
      const name = stringOf(object, 'name')
      const policy = propertyOf(object, 'policy')?.value
      if (!policy) faults.push(`${file}:${line}: ${name ?? 'a route'} declares no policy`)
      if (policy?.type === 'ObjectExpression' && stringOf(policy, 'who') === 'anyone' && !propertyOf(policy, 'because')) faults.push(`${file}:${line}: ${name ?? 'a route'} is open to anyone and does not say why`)
      if (name === undefined) return
      if (file.startsWith('modules/') && !new RegExp(`^${module}\\.[a-z0-9]+(-[a-z0-9]+)*$`).test(name)) faults.push(`${file}:${line}: ${name} is not named ${module}.like-this`)
      const twin = names.get(name)
      if (twin !== undefined) faults.push(`${file}:${line}: ${name} is declared in ${twin} too`)
      names.set(name, file)
    },
  }).visit(parseSync(file, source).program)
  return { count, faults }
}

const CANARY = `route({ name: 'dossiers.list', method: 'GET', path: '/x', handle })
route({ name: 'dossiers.other', method: 'GET', path: '/y', policy: { who: 'anyone' }, handle })
route({ name: 'wrong.name', policy: { who: 'signed-in' } })
route(shared)`

export const routes: Check = {
  name: 'routes',
  run: async root => {
    const names = new Map<string, string>()
    const all = listSources(root).filter(file => /^(modules|app)\//.test(file) && !isTest(file)).map(file => readRoutes(file, readFileSync(join(root, file), 'utf8'), names))
    const canary = readRoutes('modules/dossiers/routes.ts', CANARY, new Map())
    return [
      found('routes: every route declares its policy', all.flatMap(one => one.faults), `${all.reduce((sum, one) => sum + one.count, 0)} routes`),
      found('routes: the check sees a route without one', canary.faults.length === 4 ? [] : [`saw ${canary.faults.length} of 4: ${canary.faults.join('; ')}`]),
    ]
  },
}
