import type { ModuleMap } from '../borders/map.ts'

/** Edges that no longer path already says. */
export function essentialEdges(map: ModuleMap): readonly (readonly [string, string])[] {
  const reaches = (from: string, to: string): boolean => (map.get(from) ?? []).some(next => next === to || reaches(next, to))
  return [...map].flatMap(([from, uses]) => uses.filter(to => !uses.some(other => other !== to && reaches(other, to))).map(to => [from, to] as const))
}

/** Length of the longest way down to a floor that uses nothing. */
function rankOf(map: ModuleMap, name: string): number {
  return Math.max(-1, ...(map.get(name) ?? []).map(next => rankOf(map, next))) + 1
}

const WIDTH = 150
const HEIGHT = 44
const GAP_X = 30
const GAP_Y = 56

/** The map as a picture: who stands higher may use who stands lower along the lines (and along chains of lines, where the map lists them). */
export function drawSvg(map: ModuleMap): string {
  const ranks = Map.groupBy([...map.keys()].filter(name => name !== 'provinces'), name => rankOf(map, name))
  const rows = [...ranks].toSorted(([a], [b]) => b - a).map(([, names]) => names)
  const wide = Math.max(...rows.map(row => row.length)) * (WIDTH + GAP_X) + GAP_X
  const places = new Map(rows.flatMap((row, y) => row.map((name, x) => {
    const left = (wide - row.length * (WIDTH + GAP_X) + GAP_X) / 2
    return [name, { x: left + x * (WIDTH + GAP_X), y: 20 + y * (HEIGHT + GAP_Y) }] as const
  })))
  const lines = essentialEdges(map).flatMap(([from, to]) => {
    const [a, b] = [places.get(from), places.get(to)]
    return a && b ? [`  <path d="M${a.x + WIDTH / 2} ${a.y + HEIGHT} C${a.x + WIDTH / 2} ${a.y + HEIGHT + 30} ${b.x + WIDTH / 2} ${b.y - 30} ${b.x + WIDTH / 2} ${b.y}"/>`] : []
  })
  const boxes = [...places].map(([name, { x, y }]) => `  <rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6"/><text x="${x + WIDTH / 2}" y="${y + 28}">${name}</text>`)
  const high = rows.length * (HEIGHT + GAP_Y) - GAP_Y + 40
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" width="${wide}" height="${high}" role="img" aria-label="Who may use whom: app, modules, ui, kernel">
<style>rect{fill:#f3f8f5;stroke:#1d5c45}path{fill:none;stroke:#247355;stroke-width:1.4}text{font:15px system-ui,sans-serif;text-anchor:middle;fill:#15211c}</style>
${lines.join('\n')}
${boxes.join('\n')}
</svg>
`
}

/** The same as text that forges and editors draw. */
export function drawMermaid(map: ModuleMap): string {
  return `<!-- Made by \`npm run generate\` from module-map.json; do not edit. -->
# Who may use whom

\`\`\`mermaid
flowchart TD
${essentialEdges(map).map(([from, to]) => `  ${from} --> ${to}`).join('\n')}
\`\`\`

| | may use |
|---|---|
${[...map].map(([name, uses]) => `| ${name} | ${uses.join(', ') || '–'} |`).join('\n')}
`
}
