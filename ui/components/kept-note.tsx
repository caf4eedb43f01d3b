import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

/** Inside a form with `data-keep`: shown by the desk's script when it has put back what was typed before. */
export function KeptNote() {
  const lang = useLang()
  return <p class="ts-kept" data-kept-note hidden role="status">{say(words.keptTyped, lang)} <button type="button" class="ts-link-button">{say(words.keptDrop, lang)}</button></p>
}
