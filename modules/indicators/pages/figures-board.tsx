import { type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import { figureStanding, standingText } from '../boards/standing.ts'
import { namesOf } from './board-names.ts'
import { capital, shortMissing, shownFigure } from './figure-words.tsx'

/** Numbers side by side, each with its note and its source. */
export function FiguresBoard({ frame: { lang }, board }: { readonly frame: Frame; readonly board: BoardFigures }) {
  const names = namesOf(board)
  const { figures, address, framework } = board
  return <>{framework.definition.groups.map(group => <section key={group.code} class="ts-board__group">
    <h2 class="govuk-heading-m">{group.text[lang]}</h2>
    <ul class="ts-figcards">{group.indicators.flatMap(code => figures.indicators.find(({ definition }) => definition.code === code) ?? []).map(({ definition, result }) => <li key={definition.code} class="ts-figcard">
      <p class={result.value === null ? 'ts-figcard__value ts-figcard__value--none' : 'ts-figcard__value'}>{result.value === null ? shortMissing(result.reasons, names, lang) : <>{shownFigure(result.value, definition, lang)}{definition.unit[lang] !== '' && <span> {definition.unit[lang]}</span>}</>}</p>
      <h3 class="ts-figcard__name"><a class="govuk-link" href={boardHref(address, definition.code)}>{definition.text[lang]}</a></h3>
      {result.value !== null && <p class="ts-figcard__note">{capital(standingText(figureStanding(board, definition.code), lang))}</p>}
      {definition.note !== undefined && <p class="ts-figcard__note">{definition.note[lang]}</p>}
      {definition.source !== framework.definition.document && <p class="ts-figcard__source">{definition.source}</p>}
    </li>)}</ul>
  </section>)}</>
}
