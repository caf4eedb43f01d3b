/**
 * Passkeys of staff: shows its buttons only where the browser can, speaks JSON with the server, leaves everything else to plain forms.
 * `[data-passkey-sign-in]` and `[data-passkey-register]` are blocks with one button and a place for words.
 */
export {}

interface Answer { readonly to?: string; readonly says?: string }

async function post(path: string, body: object, csrf: string): Promise<unknown> {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify(body) })
  const value: unknown = await response.json()
  return value
}

function answerOf(value: unknown): Answer {
  const text = (key: string): string | undefined => {
    const found: unknown = value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined
    return typeof found === 'string' ? found : undefined
  }
  const to = text('to')
  const says = text('says') ?? text('title')
  return { ...(to === undefined ? {} : { to }), ...(says === undefined ? {} : { says }) }
}

function wire(block: HTMLElement, work: (csrf: string) => Promise<unknown>): void {
  const button = block.querySelector('button')
  const words = block.querySelector('[data-passkey-says]')
  block.hidden = false
  button?.addEventListener('click', () => {
    button.disabled = true
    work(block.dataset['csrf'] ?? '').then((value) => {
      const { to, says } = answerOf(value)
      if (to?.startsWith('/')) location.assign(to)
      else if (words) words.textContent = says ?? ''
    }).catch(() => undefined).finally(() => { button.disabled = false })
  })
}

const prefix = document.documentElement.lang === 'en' ? '/en' : ''

if ('PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential) {
  for (const block of document.querySelectorAll<HTMLElement>('[data-passkey-sign-in]')) {
    wire(block, async (csrf) => {
      const options: unknown = await post(`${prefix}/can-bo/dang-nhap/khoa/bat-dau`, { den: block.dataset['return'] ?? '' }, csrf)
      const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON) })
      return credential instanceof PublicKeyCredential ? post(`${prefix}/can-bo/dang-nhap/khoa`, credential.toJSON(), csrf) : {}
    })
  }
  for (const block of document.querySelectorAll<HTMLElement>('[data-passkey-register]')) {
    wire(block, async (csrf) => {
      const options: unknown = await post(`${prefix}/can-bo/tai-khoan/khoa/bat-dau`, {}, csrf)
      // the password is asked again first
      if (answerOf(options).to !== undefined) return options
      const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON) })
      const label = block.querySelector('input')?.value ?? ''
      return credential instanceof PublicKeyCredential ? post(`${prefix}/can-bo/tai-khoan/khoa`, { label, response: credential.toJSON() }, csrf) : {}
    })
  }
}
