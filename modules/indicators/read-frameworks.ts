import { demand } from '../../kernel/forms/schema.ts'
import type { ElementDefinition, IndicatorDefinition } from './domain/definition.ts'
import { faultsOf, type Framework } from './domain/framework.ts'
import { readElements, readFramework, readIndicator } from './framework-files.ts'
import { isCounted } from './service-facts.ts'

/** A file below `frameworks/`: `elements.json` or `<framework>/<indicator>.json`. */
export interface DefinitionFile { readonly name: string; readonly content: unknown }
export interface Definitions { readonly elements: readonly ElementDefinition[]; readonly frameworks: readonly Framework[] }

/** Reads and checks all files together: those of the platform and those of the province, whose elements the frameworks of both may read. Throws with the name of the file. */
export function readFrameworks(files: readonly DefinitionFile[]): Definitions {
  const elements = files.filter(({ name }) => baseName(name) === 'elements.json').flatMap(({ name, content }) => demand(name, readElements(content)))
  const twice = elements.find(({ code }, at) => elements.findIndex(other => other.code === code) !== at)
  if (twice) throw new Error(`elements.json: ${twice.code} stands there twice`)
  const frameworks = files.filter(({ name }) => baseName(name) === 'framework.json').map(({ name, content }) => {
    const folder = name.slice(0, -'framework.json'.length)
    const own = files.filter(file => file.name.startsWith(folder) && file.name !== name)
    const read = { definition: demand(name, readFramework(content)), indicators: own.map(file => named(file, demand(file.name, readIndicator(file.content)))) }
    const [fault] = faultsOf(read, elements, isCounted)
    if (fault) throw new Error(`${name}: ${fault.at}: ${fault.message.en}`)
    return read
  })
  return { elements, frameworks }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** A file is found by the code of its indicator. */
function named(file: DefinitionFile, indicator: IndicatorDefinition): IndicatorDefinition {
  const expected = `${indicator.code.toLowerCase().replaceAll(/[_.]/g, '-')}.json`
  if (baseName(file.name) !== expected) throw new Error(`${file.name}: the file of ${indicator.code} is called ${expected}`)
  return indicator
}
