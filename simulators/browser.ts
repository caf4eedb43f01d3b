/**
 * A browser without a screen, for tests: keeps cookies as browsers do (by host and path, not by port), follows redirects one by one and
 * fills in forms as they stand in the page. It runs no script, so whatever it can do works without JavaScript.
 */
interface Cookie { readonly name: string; readonly value: string; readonly host: string; readonly path: string; readonly attributes: string }

export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export interface Form { readonly action: string; readonly method: string; readonly fields: Readonly<Record<string, string>>; readonly html: string }

const unescape = (text: string): string => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)
  return found ? unescape(found[1] ?? '') : undefined
}

/** Forms of a page in document order; `fields` holds inputs' values, not those of buttons. */
export function formsOf(page: Page): readonly Form[] {
  return [...page.body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, open = '', inner = '']) => ({
    action: new URL(attribute(open, 'action') ?? '', page.url).href,
    method: (attribute(open, 'method') ?? 'get').toUpperCase(),
    fields: Object.fromEntries([...inner.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) => {
      const name = attribute(tag, 'name')
      return name ? [[name, attribute(tag, 'value') ?? '']] : []
    })),
    html: inner,
  }))
}

export interface Browser {
  /** One request, redirects not followed. */
  visit(url: string, init?: { method?: string; form?: Readonly<Record<string, string>>; headers?: Readonly<Record<string, string>> }): Promise<Page>
  /** Follows redirects until a page that is none, or until `stop` says that the next address is far enough. */
  follow(url: string, init?: { method?: string; form?: Readonly<Record<string, string>>; stop?: (location: string) => boolean }): Promise<Page>
  /** Fills in the first form whose markup contains `containing`, and follows. */
  submit(page: Page, containing: string, fields?: Readonly<Record<string, string>>, stop?: (location: string) => boolean): Promise<Page>
  cookie(name: string): Cookie | undefined
  setCookie(url: string, name: string, value: string): void
  cookies(): readonly Cookie[]
}

export function openBrowser(): Browser {
  let jar: Cookie[] = []
  const keep = (cookie: Cookie, expired: boolean): void => {
    jar = jar.filter((c) => !(c.name === cookie.name && c.host === cookie.host && c.path === cookie.path))
    if (!expired) jar.push(cookie)
  }
  const visit: Browser['visit'] = async (url, init = {}) => {
    const target = new URL(url)
    const cookie = jar.filter((c) => c.host === target.hostname && target.pathname.startsWith(c.path)).map((c) => `${c.name}=${c.value}`).join('; ')
    const response = await fetch(url, {
      method: init.method ?? 'GET', redirect: 'manual',
      headers: { ...(cookie ? { cookie } : {}), ...(init.form ? { 'content-type': 'application/x-www-form-urlencoded', origin: target.origin } : {}), ...init.headers },
      ...(init.form ? { body: new URLSearchParams({ ...init.form }).toString() } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';')
      const attributes = rest.join(';')
      const at = pair.indexOf('=')
      const expires = /expires=([^;]+)/i.exec(attributes)?.[1]
      const maxAge = /max-age=(-?\d+)/i.exec(attributes)?.[1]
      keep({ name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim(), host: target.hostname, path: /path=([^;]+)/i.exec(attributes)?.[1]?.trim() ?? '/', attributes },
        maxAge !== undefined ? Number(maxAge) <= 0 : expires !== undefined && Date.parse(expires) <= Date.now())
    }
    return { url, status: response.status, headers: response.headers, body: await response.text() }
  }
  const follow: Browser['follow'] = async (url, init = {}) => {
    let page = await visit(url, init)
    for (let hops = 0; page.status >= 300 && page.status < 400 && hops < 15; hops += 1) {
      const location = new URL(page.headers.get('location') ?? '', page.url).href
      if (init.stop?.(location)) return page
      page = await visit(location)
    }
    return page
  }
  return {
    visit,
    follow,
    submit: async (page, containing, fields = {}, stop) => {
      const form = formsOf(page).find((f) => f.html.includes(containing))
      if (!form) throw new Error(`no form with ${containing} on ${page.url} (${page.status}): ${page.body.slice(0, 2000)}`)
      return follow(form.action, { method: form.method, form: { ...form.fields, ...fields }, ...(stop ? { stop } : {}) })
    },
    cookie: (name) => jar.find((c) => c.name === name),
    setCookie: (url, name, value) => keep({ name, value, host: new URL(url).hostname, path: '/', attributes: '' }, false),
    cookies: () => jar,
  }
}
