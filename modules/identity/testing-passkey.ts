import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

type Cbor = string | number | Buffer | readonly (readonly [string | number, Cbor])[]

/** The little of CBOR (RFC 8949) that an attestation object needs: whole numbers, texts, bytes, maps. */
function cbor(value: Cbor): Buffer {
  const head = (major: number, n: number): Buffer => n < 24 ? Buffer.from([major << 5 | n]) : n < 256 ? Buffer.from([major << 5 | 24, n]) : Buffer.from([major << 5 | 25, n >> 8, n & 255])
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.length), ...value.flatMap(([key, item]) => [cbor(key), cbor(item)])])
}

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest()
const url = (bytes: Buffer): string => bytes.toString('base64url')

/** An authenticator without a body, for tests: one P-256 key, user verified, counting its uses (or not, like a copied key). */
export function softAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  let uses = 0
  const clientData = (type: string, challenge: string): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authData = (flags: number, attested: Buffer, count: number): Buffer => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(count)
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), counter, attested])
  }
  return {
    create: (challenge: string) => {
      const key = cbor([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      return { id: url(id), rawId: url(id), type: 'public-key' as const, clientExtensionResults: {},
        response: { clientDataJSON: url(clientData('webauthn.create', challenge)), attestationObject: url(cbor([['fmt', 'none'], ['attStmt', []], ['authData', authData(0x45, attested, 0)]])) } }
    },
    get: (challenge: string, options: { count?: number; verified?: boolean } = {}) => {
      uses = options.count ?? uses + 1
      const data = authData(options.verified === false ? 0x01 : 0x05, Buffer.alloc(0), uses)
      const client = clientData('webauthn.get', challenge)
      return { id: url(id), rawId: url(id), type: 'public-key' as const, clientExtensionResults: {},
        response: { clientDataJSON: url(client), authenticatorData: url(data), signature: url(sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)) } }
    },
  }
}
