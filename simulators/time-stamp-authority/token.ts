import { createHash, randomBytes } from 'node:crypto'
import { childrenOf, generalizedTime, integer, oid, readTlv, sequence, tlv } from '../../kernel/signing/der.ts'
import { signedData } from '../../kernel/signing/cms.ts'
import { OID } from '../../kernel/signing/oids.ts'
import { keySigner } from '../../kernel/signing/signer.ts'
import type { Identity } from '../certificate-authority/certificate.ts'

/** An arc reserved for examples (RFC 5612). */
export const SIMULATED_POLICY = '1.3.6.1.4.1.32473.3161.1'

const HASH_SIZES: Readonly<Record<string, number>> = { sha256: 32, sha384: 48, sha512: 64 }
const hashNamed = (algorithm: Uint8Array): string | undefined =>
  ([['sha256', OID.sha256], ['sha384', OID.sha384], ['sha512', OID.sha512]] as const).find(([, id]) => Buffer.compare(algorithm, oid(id)) === 0)?.[0]

export type Answer = { readonly ok: true; readonly body: Uint8Array } | { readonly ok: false; readonly body: Uint8Array }

// PKIFailureInfo bits (RFC 3161 §2.4.2)
const refuse = (bit: number): Answer => {
  const bytes = Buffer.alloc(4)
  bytes[Math.floor(bit / 8)] = 0x80 >> bit % 8
  const used = bytes.subarray(0, Math.floor(bit / 8) + 1)
  return { ok: false, body: sequence(sequence(integer(2), tlv(0x03, Uint8Array.of(7 - bit % 8), used))) }
}
const BAD_ALGORITHM = 0, BAD_REQUEST = 2, BAD_DATA_FORMAT = 5, UNACCEPTED_POLICY = 15

/** Answers one TimeStampReq (DER) with a TimeStampResp (DER). */
export async function answerRequest(request: Uint8Array, tsa: Identity, issuers: readonly Uint8Array[], at: Date): Promise<Answer> {
  let parts
  try { parts = childrenOf(readTlv(request)) } catch { return refuse(BAD_DATA_FORMAT) }
  const [version, imprint, ...rest] = parts
  if (version?.tag !== 0x02 || version.body[0] !== 1 || imprint?.tag !== 0x30) return refuse(BAD_REQUEST)
  const [algorithm, digest] = childrenOf(imprint)
  const named = algorithm && childrenOf(algorithm)[0]
  const hash = named && hashNamed(named.raw)
  if (!hash) return refuse(BAD_ALGORITHM)
  if (digest?.body.length !== HASH_SIZES[hash]) return refuse(BAD_DATA_FORMAT)
  const policy = rest.find((part) => part.tag === 0x06)
  if (policy && Buffer.compare(policy.raw, oid(SIMULATED_POLICY)) !== 0) return refuse(UNACCEPTED_POLICY)
  const nonce = rest.find((part) => part.tag === 0x02)
  const wantsCertificate = rest.some((part) => part.tag === 0x01 && part.body[0] !== 0)
  const info = sequence(
    integer(1), oid(SIMULATED_POLICY), imprint.raw, integer(Buffer.concat([Uint8Array.of(1), randomBytes(8)])), generalizedTime(at),
    // accuracy: one second
    sequence(integer(1)), ...(nonce ? [nonce.raw] : []),
  )
  const signer = keySigner(tsa.key, [tsa.certificate, ...issuers])
  const token = await signedData({ signer: wantsCertificate ? signer : { ...signer, certificateChain: [tsa.certificate] }, contentType: OID.tstInfo, content: info, digest: createHash('sha256').update(info).digest() })
  return { ok: true, body: sequence(sequence(integer(0)), token) }
}
