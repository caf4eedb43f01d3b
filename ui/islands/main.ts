import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { autosave } from './autosave.ts'
import { guardForms } from './guard-forms.ts'
import { watchNetwork } from './network.ts'
import { reveal } from './reveal.ts'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const Component of [ErrorSummary, CharacterCount]) {
  for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    try { new Component(root) } catch { /* a page with odd markup keeps working without the extra */ }
  }
}
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosave]')) autosave(form)
reveal(document)
guardForms()
watchNetwork()
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-print]') !== null) window.print()
})
