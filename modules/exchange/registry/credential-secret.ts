import { deriveKey, seal, unseal } from '../../../kernel/secrets.ts'

/** Key under which secrets lie that are needed in clear, such as those of the document axis's HMAC. */
export const credentialKey = (masterKey: Buffer): Buffer => deriveKey(masterKey, 'exchange-credential')
export const sealSecret = (key: Buffer, secret: string): Buffer => seal(key, secret)
export const unsealSecret = (key: Buffer, sealed: Buffer): string => unseal(key, sealed).toString('utf8')
