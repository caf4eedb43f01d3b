import { join } from 'node:path'
import { readMap } from '../borders/map.ts'
import { drawActs } from './acts.ts'
import { drawMermaid, drawSvg } from './diagram.ts'
import { drawSettings } from './settings.ts'

/** Generated files that need nothing but the sources: name → text. */
export function drawPages(root: string): ReadonlyMap<string, string> {
  const map = readMap(join(root, 'module-map.json'))
  return new Map([['modules.svg', drawSvg(map)], ['modules.md', drawMermaid(map)], ['acts.md', drawActs()], ['settings.md', drawSettings(root)]])
}
