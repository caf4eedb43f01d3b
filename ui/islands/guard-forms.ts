/** The second press of a button does nothing until the first one has been answered; the button says what is going on. */
export function guardForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target
    // a field may be called `method`, and then `form.method` is that field
    if (!(form instanceof HTMLFormElement) || form.getAttribute('method') !== 'post' || 'repeat' in form.dataset || event.defaultPrevented) return
    if ('sending' in form.dataset) { event.preventDefault(); return }
    form.dataset['sending'] = ''
    const { submitter } = event
    if (!(submitter instanceof HTMLElement)) return
    submitter.setAttribute('aria-disabled', 'true') // not `disabled`: its name and value must still be sent
    const text = submitter.querySelector('[data-button-text]')
    if (text !== null) { submitter.dataset['before'] = text.innerHTML; text.textContent = submitter.dataset['busy'] ?? document.body.dataset['sending'] ?? '' }
  })
  // Back from the browser's memory: the page must be usable again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sending]')) delete form.dataset['sending']
    for (const button of document.querySelectorAll<HTMLElement>('[aria-disabled="true"][data-before]')) {
      button.removeAttribute('aria-disabled')
      const text = button.querySelector('[data-button-text]')
      if (text !== null) text.innerHTML = button.dataset['before'] ?? ''
      delete button.dataset['before']
    }
  })
}
