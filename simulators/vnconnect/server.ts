import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { errorPage, signInPage, stepUpPage } from './pages.tsx'
import { DEMO_ACCOUNTS, type DemoAccount } from './people.ts'
import { buildProvider, requiredLevel, type Client } from './provider.ts'
import type { Provider } from 'oidc-provider'

export interface VnconnectOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly host?: string
  /** Public address when something stands in front; default `http://127.0.0.1:<port>`. */
  readonly issuer?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly redirectUris?: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  /** Read again at each request, so that a test can let an account's claims change. */
  readonly accounts?: () => readonly DemoAccount[]
}

export interface Running { readonly url: string; close(): Promise<void> }

/** Not a secret: it opens a door behind which only invented people live. */
export const DEMO_CLIENT = { clientId: 'tinhso', clientSecret: 'simulator-only-secret' } as const

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk))
    if (chunks.length > 64) break
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function send(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(body)
}

/** The sign-in screen between `/oauth2/authorize` and the redirect back. */
async function interact(provider: Provider, accounts: readonly DemoAccount[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const details = await provider.interactionDetails(request, response)
  const action = `/dang-nhap/${details.uid}`
  const needsLevel2 = requiredLevel(details.params.acr_values) === 2
  const find = (sub: string | null | undefined): DemoAccount | undefined => accounts.find((a) => a.sub === sub)
  const finish = (account: DemoAccount, level: 1 | 2): Promise<void> => provider.interactionFinished(request, response,
    { login: { accountId: account.sub, acr: `LoA${level}`, amr: [level === 2 ? 'face' : 'otp'], remember: false } }, { mergeWithLastSubmission: false })

  if (request.method !== 'POST') {
    const current = details.prompt.reasons.includes('login_prompt') ? undefined : find(details.session?.accountId)
    return send(response, current && needsLevel2 ? stepUpPage(action, current) : signInPage(action, accounts, needsLevel2))
  }
  const form = await readForm(request)
  const account = find(form.get('sub'))
  switch (form.get('do')) {
    case 'sign-in': {
      if (!account) return send(response, errorPage('unknown_account', ''), 400)
      const level = account.firstMethod === 'otp' ? 1 : account.level
      return needsLevel2 && level === 1 ? send(response, stepUpPage(action, account)) : finish(account, level)
    }
    case 'step-up':
      return account?.level === 2 ? finish(account, 2) : send(response, errorPage('unknown_account', ''), 400)
    case 'refuse':
      return provider.interactionFinished(request, response, { error: 'unmet_authentication_requirements', error_description: 'LoA2 was not reached' }, { mergeWithLastSubmission: false })
    case 'other':
      return send(response, signInPage(action, accounts, needsLevel2))
    default:
      return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'the person went back' }, { mergeWithLastSubmission: false })
  }
}

/** Starts the simulated VNConnect; discovery stands at `<url>/.well-known/openid-configuration`. */
export async function startVnconnect(options: VnconnectOptions): Promise<Running> {
  const accounts = options.accounts ?? (() => DEMO_ACCOUNTS)
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host ?? '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  const url = options.issuer ?? `http://127.0.0.1:${port}`
  const client: Client = {
    ...DEMO_CLIENT, ...(options.clientId ? { clientId: options.clientId } : {}), ...(options.clientSecret ? { clientSecret: options.clientSecret } : {}),
    redirectUris: options.redirectUris ?? ['http://127.0.0.1:8080/dang-nhap/vnconnect/callback', 'http://localhost:8080/dang-nhap/vnconnect/callback'],
    postLogoutRedirectUris: options.postLogoutRedirectUris ?? ['http://127.0.0.1:8080/', 'http://localhost:8080/'],
  }
  const provider = buildProvider(url, client, (sub) => accounts().find((a) => a.sub === sub))
  const handle = provider.callback()
  server.on('request', (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path === '/healthz') return response.writeHead(200).end('ok')
    const work = path.startsWith('/dang-nhap/') ? interact(provider, accounts(), request, response) : handle(request, response)
    work.catch(() => { if (!response.headersSent) send(response, errorPage('session_expired', 'Phiên đăng nhập đã hết hạn.'), 400) })
    return undefined
  })
  return {
    url,
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections() }),
  }
}
