import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Provider, interactionPolicy, type OidcContext } from 'oidc-provider'
import { CLAIM_NAMES, claimsOf } from './claims.ts'
import { memoryAdapter } from './memory-adapter.ts'
import { errorPage, logoutPage, signedOutPage } from './pages.tsx'
import type { DemoAccount } from './people.ts'

export interface Client { readonly clientId: string; readonly clientSecret: string; readonly redirectUris: readonly string[]; readonly postLogoutRedirectUris: readonly string[] }

/** `acr_values` lists acceptable levels in order of preference (OIDC Core §3.1.2.1); the lowest one is what must be met. */
export function requiredLevel(acrValues: string | undefined): 1 | 2 {
  const asked = (acrValues ?? '').split(' ').filter(Boolean)
  return asked.length > 0 && asked.every((value) => value === 'LoA2') ? 2 : 1
}

function html(ctx: OidcContext, body: string): void {
  ctx.type = 'html'
  ctx.body = body
}

/** A real OpenID provider whose paths and claims are those of VNConnect; everything lives in memory. */
export function buildProvider(issuer: string, client: Client, find: (sub: string) => DemoAccount | undefined): Provider {
  const policy = interactionPolicy.base()
  policy.get('login').checks.add(new interactionPolicy.Check('acr_values', 'a higher level of assurance is needed', 'login_required',
    ({ oidc }) => requiredLevel(oidc.params?.acr_values) === 2 && oidc.session.acr !== 'LoA2'))

  const provider: Provider = new Provider(issuer, {
    acrValues: ['LoA1', 'LoA2'],
    adapter: memoryAdapter(),
    claims: { openid: ['acr', 'auth_time', ...CLAIM_NAMES] },
    clients: [{
      client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [...client.redirectUris],
      post_logout_redirect_uris: [...client.postLogoutRedirectUris], grant_types: ['authorization_code'], response_types: ['code'],
    }],
    cookies: { keys: [randomBytes(32).toString('hex')], names: { session: 'vnconnect_session', interaction: 'vnconnect_interaction', resume: 'vnconnect_resume' } },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: OidcContext, form: string) => html(ctx, logoutPage(form)),
        postLogoutSuccessSource: (ctx: OidcContext) => html(ctx, signedOutPage()),
      },
    },
    findAccount: (_ctx: OidcContext, sub: string) => {
      const account = find(sub)
      return account && { accountId: sub, claims: (use: string) => use === 'userinfo' ? claimsOf(account, issuer) : { sub } }
    },
    interactions: { policy, url: (_ctx: OidcContext, interaction: { uid: string }) => `/dang-nhap/${interaction.uid}` },
    jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    loadExistingGrant: async (ctx: OidcContext) => {
      // The portal and the provinces are one government: VNConnect asks for no consent screen.
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId ?? '' })
      grant.addOIDCScope('openid')
      grant.addOIDCClaims([...CLAIM_NAMES])
      await grant.save()
      return grant
    },
    pkce: { required: () => true },
    renderError: (ctx: OidcContext, out: { error: string; error_description?: string }) => html(ctx, errorPage(out.error, out.error_description ?? '')),
    routes: {
      authorization: '/oauth2/authorize', token: '/oauth2/token', userinfo: '/oauth2/userinfo', jwks: '/oauth2/jwks', end_session: '/oidc/logout',
    },
    scopes: ['openid'],
    ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 900, Session: 3600, Grant: 3600 },
  })
  return provider
}
