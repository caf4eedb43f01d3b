// oidc-provider ships no types; only what the simulator touches is described.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface OidcContext {
    type: string
    body: string
    status: number
    oidc: {
      params?: { acr_values?: string }
      session: { accountId?: string; acr?: string; grantIdFor(clientId: string): string | undefined }
      client: { clientId: string }
      result?: { consent?: { grantId?: string } }
      acr?: string
    }
  }

  export interface InteractionDetails {
    uid: string
    prompt: { name: string; reasons: string[] }
    params: { acr_values?: string; client_id: string; redirect_uri: string }
    session?: { accountId?: string }
  }

  export type InteractionResult =
    | { login: { accountId: string; acr: string; amr: string[]; remember: boolean } }
    | { error: string; error_description: string }

  export interface Grant {
    addOIDCScope(scope: string): void
    addOIDCClaims(claims: string[]): void
    save(): Promise<string>
  }

  export class Check {
    constructor(reason: string, description: string, error: string, check: (ctx: OidcContext) => boolean)
    static REQUEST_PROMPT: true
    static NO_NEED_TO_PROMPT: false
  }

  export interface Policy { get(name: string): { checks: { add(check: Check): void } } }
  export const interactionPolicy: { Check: typeof Check; base(): Policy }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    proxy: boolean
    Grant: new (init: { accountId: string; clientId: string }) => Grant
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: InteractionResult, options?: { mergeWithLastSubmission: boolean }): Promise<void>
    on(event: string, listener: (ctx: OidcContext, error: Error) => void): this
  }
  export default Provider
}
