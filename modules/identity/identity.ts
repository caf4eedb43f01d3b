import type { Actor } from '../../kernel/actor.ts'
import { transact, type Tx } from '../../kernel/db/db.ts'
import type { Platform } from '../../kernel/platform.ts'
import { identityKeys, type IdentityKeys } from './keys.ts'
import { nationalSignIn, type NationalSignIn } from './oidc/client.ts'
import type { IdentityPorts } from './ports.ts'
import { DEFAULT_SETTINGS, type IdentitySettings } from './settings.ts'

/** Everything that the acts of this module lean on; made once by the app. */
export interface Identity {
  readonly platform: Platform
  readonly keys: IdentityKeys
  readonly settings: IdentitySettings
  readonly ports: IdentityPorts
  /** undefined when no issuer is set: then only staff can sign in */
  readonly national: NationalSignIn | undefined
}

export function createIdentity(platform: Platform, ports: IdentityPorts, settings: Partial<IdentitySettings> = {}): Identity {
  const { oidc, publicUrl, administration } = platform.config
  return {
    platform, ports, keys: identityKeys(platform.config.masterKey), settings: { ...DEFAULT_SETTINGS, administrators: administration, ...settings },
    national: oidc.issuer ? nationalSignIn({ issuer: oidc.issuer, clientId: oidc.clientId, clientSecret: oidc.clientSecret, publicUrl }) : undefined,
  }
}

const SIGN_IN: Actor = { kind: 'system', name: 'identity' }

/** Work before it is known who acts: the platform itself reads and writes. */
export function asPlatform<T>(identity: Identity, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(identity.platform.db, SIGN_IN, work)
}

/** Where a request comes from; `device` is the value of the cookie that marks a known browser. */
export interface Source { readonly ip: string; readonly userAgent: string; readonly device: string | undefined }

/** Local calendar day (UTC+7, no daylight saving) as ISO date. */
export const localDay = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)

/** WebAuthn's view of this site. Browsers take a host name for the RP id, `localhost` included, but no bare IP address. */
export function relyingParty(identity: Identity): { readonly rpID: string; readonly origin: string; readonly rpName: string } {
  const url = new URL(identity.platform.config.publicUrl)
  return { rpID: url.hostname, origin: url.origin, rpName: 'Tỉnh Số' }
}
