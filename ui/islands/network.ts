/** A bar at the head of the page while the browser has no network. */
export function watchNetwork(): void {
  const bar = document.createElement('div')
  bar.className = 'ts-offline'
  bar.setAttribute('role', 'status')
  bar.hidden = true
  document.body.prepend(bar)
  const tell = (): void => {
    bar.hidden = navigator.onLine
    bar.textContent = navigator.onLine ? '' : document.body.dataset['offline'] ?? ''
  }
  window.addEventListener('online', tell)
  window.addEventListener('offline', tell)
  tell()
}
