import * as oidc from 'openid-client'

export interface NationalSignInOptions { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; /** as the browser sees us */ readonly publicUrl: string }

/** What this browser must bring back; kept on the server, bound to the browser by a cookie, used once. */
export interface Handshake { readonly issuer: string; readonly state: string; readonly nonce: string; readonly verifier: string; readonly acrValues: string | undefined; readonly returnTo: string }

export interface NationalSignIn {
  /** Where to send the browser, and what to remember until it comes back. */
  begin(asked: { acrValues: string | undefined; returnTo: string; freshLogin?: boolean }): Promise<{ url: string; handshake: Handshake }>
  /** Exchanges the answer. Throws `SignInRefused` when the provider said no, any other error when the answer is not to be trusted. */
  finish(handshake: Handshake, query: string): Promise<{ issuer: string; claims: Readonly<Record<string, unknown>>; acr: string | undefined }>
  /** The provider's own sign-out page, when it has one. */
  signOutUrl(returnTo: string): Promise<string | undefined>
}

/** The provider answered, and the answer was no: `access_denied`, `unmet_authentication_requirements`, … */
export class SignInRefused extends Error {
  readonly error: string
  constructor(error: string) { super(`the identity provider refused: ${error}`); this.error = error }
}

export const CALLBACK_PATH = '/dang-nhap/vnconnect/callback'

/**
 * Client of VNConnect: authorization code with PKCE (S256), state, nonce, exact redirect address, `iss` of the answer (RFC 9207) and of the ID
 * token compared with the issuer that the handshake began with. No token is kept: userinfo is read once and all are forgotten.
 */
export function nationalSignIn(options: NationalSignInOptions): NationalSignIn {
  const redirectUri = `${options.publicUrl}${CALLBACK_PATH}`
  let known: Promise<oidc.Configuration> | undefined
  const configuration = (): Promise<oidc.Configuration> => {
    // plain HTTP only for a provider on this very machine, that is the simulator
    const local = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(options.issuer).hostname)
    known ??= oidc.discovery(new URL(options.issuer), options.clientId, options.clientSecret, undefined, { timeout: 10, ...(local ? { execute: [oidc.allowInsecureRequests] } : {}) })
      .catch((error: unknown) => { known = undefined; throw error })
    return known
  }
  return {
    begin: async ({ acrValues, returnTo, freshLogin }) => {
      const config = await configuration()
      const handshake: Handshake = { issuer: config.serverMetadata().issuer, state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), acrValues, returnTo }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri, scope: 'openid', response_type: 'code', state: handshake.state, nonce: handshake.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(handshake.verifier), code_challenge_method: 'S256',
        ...(acrValues ? { acr_values: acrValues } : {}), ...(freshLogin ? { prompt: 'login' } : {}),
      })
      return { url: url.href, handshake }
    },
    finish: async (handshake, query) => {
      const config = await configuration()
      const { issuer } = config.serverMetadata()
      if (issuer !== handshake.issuer) throw new Error('the answer belongs to another identity provider')
      try {
        const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri}${query}`),
          { expectedState: handshake.state, expectedNonce: handshake.nonce, pkceCodeVerifier: handshake.verifier, idTokenExpected: true })
        const idToken = tokens.claims()
        if (!idToken) throw new Error('no ID token')
        const claims = await oidc.fetchUserInfo(config, tokens.access_token, idToken.sub)
        return { issuer, claims, acr: typeof idToken['acr'] === 'string' ? idToken['acr'] : undefined }
      } catch (error) {
        if (error instanceof oidc.AuthorizationResponseError) throw new SignInRefused(error.error)
        throw error
      }
    },
    signOutUrl: async (returnTo) => {
      const config = await configuration()
      return config.serverMetadata().end_session_endpoint ? oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${options.publicUrl}${returnTo}` }).href : undefined
    },
  }
}
