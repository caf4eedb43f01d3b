import { createHash } from 'node:crypto'
import type pg from 'pg'
import { inclusionRanges, leafHash, rootOf } from '../../../kernel/ledger/merkle.ts'
import { unseal } from '../../../kernel/secrets.ts'
import { signedData } from '../../../kernel/signing/cms.ts'
import { OID } from '../../../kernel/signing/oids.ts'
import { sha256, type Signer } from '../../../kernel/signing/signer.ts'
import type { TimeStamper } from '../../../kernel/signing/index.ts'
import { escapeXml } from '../domain/escape-xml.ts'
import { readHeads } from '../domain/heads.ts'
import { RECORD_FIELDS } from '../domain/record.ts'
import { CHECK_SCRIPT } from './check-script.ts'
import { zipOf, type ZipFile } from './zip.ts'

/** What one exchange is proved with. */
export interface ContainerParts { readonly pool: pg.Pool; readonly sealingKey: Buffer; /** the province's seal, where it has one */ readonly seal?: Signer; readonly timeStamp?: TimeStamper }

interface Found { id: string; at: Date; gateway_id: number; seq: number; leaf: number; record: string; note: string; signature: Buffer; name: string; public_key: string }

const MIME = 'application/vnd.etsi.asic-e+zip'

/**
 * One `.asice` (ETSI EN 319 162-1, ASiC-E with CAdES): the record and, where they were kept, request and response; `META-INF` with manifest and
 * signature; `evidence/` with everything that ties the record to the signed batch and the batch to a time, and a script that checks it with
 * `openssl` alone. undefined: no such exchange. `only` leaves out one direction.
 */
export async function makeContainer(parts: ContainerParts, transactionId: string, only?: 'request' | 'response'): Promise<Buffer | undefined> {
  const { rows: [found] } = await parts.pool.query<Found>(`select t.id, t.at, t.gateway_id, t.seq, t.leaf, t.record, b.note, b.signature, g.name, g.public_key
    from exchange.transaction t join exchange.batch b using (gateway_id, seq) join exchange.gateway g on g.id = t.gateway_id where t.id = $1`, [transactionId])
  if (!found) return undefined
  const { rows: siblings } = await parts.pool.query<{ record: string }>('select record from exchange.transaction where gateway_id = $1 and seq = $2 order by leaf', [found.gateway_id, found.seq])
  const leaves = siblings.map(row => leafHash(row.record))
  const proof = inclusionRanges(found.leaf, leaves.length).map(({ start, end }) => ({ left: end <= found.leaf, hash: Buffer.from(rootOf(leaves, start, end)) }))
  const { rows: messages } = await parts.pool.query<{ response: boolean; sealed: Buffer }>('select response, sealed from exchange.message where transaction_id = $1 and at = $2', [found.id, found.at])
  const data: ZipFile[] = [{ name: 'record.json', bytes: Buffer.from(found.record) },
    ...messages.filter(each => only === undefined || (only === 'response') === each.response).flatMap(each => filesOf(each.response, unseal(parts.sealingKey, each.sealed)))]
  const evidence: ZipFile[] = [
    { name: 'evidence/note.txt', bytes: Buffer.from(found.note) }, { name: 'evidence/note.sig', bytes: found.signature }, { name: 'evidence/gateway.pem', bytes: Buffer.from(found.public_key) },
    { name: 'evidence/proof.txt', bytes: Buffer.from(proof.map(step => `${step.left ? 'L' : 'R'} ${step.hash.toString('hex')}\n`).join('')) },
    { name: 'evidence/fields.txt', bytes: Buffer.from(RECORD_FIELDS.map((field, at) => `${at} ${field}\n`).join('')) }, { name: 'evidence/check.sh', bytes: Buffer.from(CHECK_SCRIPT) },
    ...await stampOf(parts.pool, found)]
  const manifest = manifestOf([...data, ...evidence], parts.seal !== undefined)
  const meta: ZipFile[] = [{ name: 'META-INF/ASiCManifest.xml', bytes: Buffer.from(manifest) }]
  if (parts.seal) meta.push({ name: 'META-INF/signature.p7s', bytes: Buffer.from(await signedData({ signer: parts.seal, contentType: OID.data, digest: sha256(Buffer.from(manifest)), ...(parts.timeStamp ? { timeStamp: parts.timeStamp } : {}) })) })
  return zipOf([{ name: 'mimetype', bytes: Buffer.from(MIME) }, ...data, ...evidence, ...meta], ['mimetype'])
}

/** An answer is hashed as it is; of a request head and body are hashed apart (X-Road-Request-Hash), so they are files apart. */
function filesOf(response: boolean, bytes: Buffer): ZipFile[] {
  if (response) return [{ name: 'response.bin', bytes }]
  const end = bytes.indexOf('\r\n\r\n') + 2
  return [{ name: 'request.head', bytes: bytes.subarray(0, end) }, ...bytes.length > end + 2 ? [{ name: 'request.body', bytes: bytes.subarray(end + 2) }] : []]
}

/** The first stamp that covers the batch, with the notes from this batch up to the stamped head, so that the chain between can be followed. */
async function stampOf(pool: pg.Pool, found: Found): Promise<ZipFile[]> {
  const { rows } = await pool.query<{ heads: string; token: Buffer }>('select heads, token from exchange.time_stamp where at >= $1 order by at limit 50', [found.at])
  const stamp = rows.find(row => readHeads(row.heads).some(head => head.gateway === found.name && head.seq >= found.seq))
  const head = stamp && readHeads(stamp.heads).find(each => each.gateway === found.name)
  if (!stamp || !head) return []
  const { rows: notes } = await pool.query<{ note: string }>('select note from exchange.batch where gateway_id = $1 and seq > $2 and seq <= $3 order by seq', [found.gateway_id, found.seq, head.seq])
  return [{ name: 'evidence/heads.txt', bytes: Buffer.from(stamp.heads) }, { name: 'evidence/heads.tst', bytes: stamp.token }, ...notes.map(({ note }, at) => ({ name: `evidence/chain/${String(at + 1).padStart(6, '0')}.txt`, bytes: Buffer.from(note) }))]
}

const manifestOf = (files: readonly ZipFile[], sealed: boolean): string => `<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${sealed ? '<asic:SigReference URI="META-INF/signature.p7s" MimeType="application/pkcs7-signature"/>' : ''}${files.map(file =>
  `<asic:DataObjectReference URI="${escapeXml(file.name)}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>${createHash('sha256').update(file.bytes).digest('base64')}</ds:DigestValue></asic:DataObjectReference>`).join('')}</asic:ASiCManifest>
`

/** Name of the file, as X-Road names its own: `{queryId}-{request|response|both}-{short id}.asice`. */
export const containerName = (messageId: string, transactionId: string, only?: 'request' | 'response'): string => `${messageId.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)}-${only ?? 'both'}-${transactionId.slice(-10)}.asice`
export const CONTAINER_TYPE = MIME
