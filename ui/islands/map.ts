/** Offers the map that one can move; its library comes only when somebody wants it, so that the page stays light for everybody else. */
const figure = document.querySelector<HTMLElement>('[data-map]')
const button = figure?.querySelector<HTMLButtonElement>('[data-map-open]')
if (figure && button) {
  button.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    void import('./moving-map.ts').then(({ draw }) => draw(figure)).then(() => { button.remove() }, () => { button.disabled = false })
  })
}
export {}
