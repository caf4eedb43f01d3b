/**
 * A page that is there for many periods, one address each: the list of links becomes a slider with a button that plays it. Every step takes the parts marked
 * `data-moving` from that period's own page, so that the server alone draws; where it stops, the address is that of the period. Whoever asked for less
 * motion gets the slider without the button (WCAG 2.3.3). Without scripts the links stay.
 */
const strip = document.querySelector<HTMLElement>('[data-time]')
const [list, player, slider, button, said] = [strip?.querySelector('ol'), strip?.querySelector<HTMLElement>('.ts-time__player'), strip?.querySelector<HTMLInputElement>('input[type=range]'), strip?.querySelector<HTMLButtonElement>('[data-time-play]'), strip?.querySelector<HTMLElement>('[data-time-said]')]
if (strip && list && player && slider && button && said) {
  const stops = [...list.querySelectorAll('a')].map(({ href, title }) => ({ href, title }))
  const every = Number(strip.dataset['timeEvery'] ?? 1.4) * 1000
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const pages = new Map<string, Promise<Document>>()
  let [at, turn, timer] = [Number(slider.value), 0, 0]

  const load = (place: number): Promise<Document> | undefined => {
    const href = stops[place]?.href
    if (href === undefined) return undefined
    const found = pages.get(href) ?? fetch(href, { headers: { accept: 'text/html' }, credentials: 'same-origin' }).then(async answer => {
      // a link that is followed says in words what is wrong
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
      return new DOMParser().parseFromString(await answer.text(), 'text/html')
    })
    pages.set(href, found)
    found.catch(() => pages.delete(href))
    return found
  }
  /** Areas that are in both pictures only change their colour: the eye follows it. */
  const draw = (fresh: Document): void => {
    for (const part of document.querySelectorAll<HTMLElement>('[data-moving][id]')) {
      const next = fresh.getElementById(part.id)
      if (!next) continue
      const [old, drawn] = [part.querySelector('.ts-map > svg'), next.querySelector('.ts-map > svg')]
      const codes = (of: Element): string => [...of.querySelectorAll<SVGElement>('[data-unit]')].map(area => area.dataset['unit']).join()
      const copy = document.importNode(next, true)
      if (old && drawn && codes(old) === codes(drawn)) {
        const areas = copy.querySelectorAll('[data-unit]')
        copy.querySelector('.ts-map > svg')?.replaceWith(old)
        for (const [place, area] of old.querySelectorAll('[data-unit]').entries()) {
          area.setAttribute('class', areas[place]?.getAttribute('class') ?? '')
          area.querySelector('title')?.replaceWith(areas[place]?.querySelector('title') ?? '')
        }
      }
      part.replaceChildren(...copy.childNodes)
    }
    document.title = fresh.title
  }
  const go = async (place: number): Promise<boolean> => {
    const mine = ++turn
    const [stop, coming] = [stops[place], load(place)]
    if (stop === undefined || coming === undefined) return false
    slider.setAttribute('aria-valuetext', stop.title)
    const fresh = await coming.catch(() => undefined)
    if (mine !== turn) return false
    if (fresh === undefined) { location.assign(stop.href); return false }
    at = place
    slider.value = String(place)
    draw(fresh)
    history.replaceState(history.state, '', stop.href)
    return true
  }
  const show = (): void => { button.textContent = (timer === 0 ? button.dataset['play'] : button.dataset['stop']) ?? ''; button.setAttribute('aria-pressed', String(timer !== 0)) }
  const stop = (): void => { clearTimeout(timer); timer = 0; turn++; show(); said.textContent = stops[at]?.title ?? '' }
  const step = async (place: number): Promise<void> => {
    if (!await go(place) || timer === 0) return
    if (place >= stops.length - 1) { stop(); return }
    void load(place + 1)?.catch(() => undefined)
    timer = window.setTimeout(() => { void step(place + 1) }, every)
  }
  button.addEventListener('click', () => {
    if (timer !== 0) { stop(); return }
    timer = -1
    said.textContent = ''
    show()
    void step(at >= stops.length - 1 ? 0 : at + 1)
  })
  slider.addEventListener('input', () => { if (timer !== 0) stop(); void go(Number(slider.value)) })
  document.addEventListener('visibilitychange', () => { if (document.hidden && timer !== 0) stop() })
  // whoever reads in a part that is about to change stops it
  document.addEventListener('focusin', ({ target }) => { if (timer !== 0 && target instanceof Element && target.closest('[data-moving]')) stop() })
  const offer = (): void => { button.hidden = still.matches; if (still.matches && timer !== 0) stop() }
  still.addEventListener('change', offer)
  list.hidden = true
  player.hidden = false
  show()
  offer()
}
export {}
