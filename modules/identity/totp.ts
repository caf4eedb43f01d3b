import { generateSecret, generateURI, verifySync } from 'otplib'

/** 160 random bits, base32 (RFC 4226 §4 R6). */
export const newTotpSecret = (): string => generateSecret({ length: 20 })

/**
 * The time step of a valid six-digit code (RFC 6238; 30 s, one step of drift either way), or undefined. Whether the step is spent
 * already is for the store to say, in one statement.
 */
export function totpStep(secret: string, code: string, now: Date): number | undefined {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return undefined
  const result = verifySync({ secret, token: digits, epoch: Math.floor(now.getTime() / 1000), epochTolerance: 30 })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}

/** What an authenticator application scans: `otpauth://totp/…`. */
export const totpUri = (secret: string, username: string, issuer: string): string => generateURI({ issuer, label: username, secret })
