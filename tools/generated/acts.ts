import { ACT_NAMES, ACT_ROWS, type Transition } from '../../modules/dossiers/domain/action-table.ts'
import { PROCESSING } from '../../modules/dossiers/domain/axes.ts'
import { ACT_ROLES } from '../../modules/dossiers/domain/roles.ts'

const route = ({ from, to, by, guards }: Transition): string => `${from.join(', ')} → ${to === 'same' ? '(same)' : to}: ${by.join(', ')}${guards && guards.length > 0 ? `, if ${guards.join(', ')}` : ''}`

/** The table of acts on a dossier in three views: what each act does, who may do it in which state, and the states as a diagram. */
export function drawActs(): string {
  const rows = ACT_NAMES.map(name => {
    const act = ACT_ROWS[name]
    return `| \`${name}\` | ${act.name.vi} | ${act.transitions.map(route).join('<br>')} | ${act.guards.join(', ')} | ${act.legal} |`
  })
  const cells = ACT_NAMES.map(name => `| \`${name}\` | ${PROCESSING.map(state => {
    const roles = new Set(ACT_ROWS[name].transitions.filter(one => one.from.includes(state)).flatMap(one => one.by))
    return ACT_ROLES.flatMap((role, index) => roles.has(role) ? [index + 1] : []).join(' ')
  }).join(' | ')} |`)
  const arrows = new Set(ACT_NAMES.flatMap(name => ACT_ROWS[name].transitions.flatMap(({ from, to }) => to === 'same' ? [] : from.filter(state => state !== to).map(state => `  ${id(state)} --> ${id(to)}: ${name}`))))
  return `<!-- Made by \`npm run generate\` from modules/dossiers/domain/action-table.ts; do not edit. -->
# Acts on a dossier

| act | on screen | from → to: who | conditions | legal basis |
|---|---|---|---|---|
${rows.join('\n')}

## Who may do it in which state

${ACT_ROLES.map((role, index) => `${index + 1} ${role}`).join(' · ')}

| act | ${PROCESSING.join(' | ')} |
|---|${PROCESSING.map(() => '---').join('|')}|
${cells.join('\n')}

## States

\`\`\`mermaid
stateDiagram-v2
${[...arrows].join('\n')}
\`\`\`
`
}
const id = (state: string): string => state.replaceAll('-', '_')
