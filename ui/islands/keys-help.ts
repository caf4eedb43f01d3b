const dialog = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>('[data-keys-help]')
const visible = (one: HTMLElement): boolean => one.offsetParent !== null

/** What a button or link says, without the key that stands beside it. */
function wordsOf(one: HTMLElement): string {
  const copy = one.cloneNode(true)
  if (!(copy instanceof HTMLElement)) return ''
  for (const kbd of copy.querySelectorAll('kbd, [aria-hidden="true"]')) kbd.remove()
  return copy.textContent?.trim() ?? ''
}

function line(key: string, text: string): HTMLDivElement {
  const [row, head, cell, kbd] = [document.createElement('div'), document.createElement('dt'), document.createElement('dd'), document.createElement('kbd')]
  kbd.className = 'ts-kbd'
  kbd.textContent = key
  head.append(kbd)
  cell.textContent = text
  row.append(head, cell)
  row.dataset['made'] = ''
  return row
}

/** Opens the table of all keys that work on this page now. */
export function showKeys(): void {
  const help = dialog()
  const here = help?.querySelector('[data-keys-here]')
  if (!help || !here || help.open) return
  for (const old of here.querySelectorAll('[data-made]')) old.remove()
  for (const row of here.querySelectorAll<HTMLElement>('[data-needs]')) row.hidden = document.querySelector(row.dataset['needs'] ?? '') === null
  const seen = new Set<string>()
  for (const one of document.querySelectorAll<HTMLElement>('[data-key]')) {
    const key = one.dataset['key'] ?? ''
    if (!visible(one) || seen.has(key)) continue
    seen.add(key)
    here.append(line(key, wordsOf(one)))
  }
  help.showModal()
}

for (const opener of document.querySelectorAll('[data-keys-show]')) opener.addEventListener('click', showKeys)
