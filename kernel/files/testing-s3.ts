import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Settings } from './s3-store.ts'

interface Server { run(): Promise<{ readonly port: number }>; close(): Promise<void> }
interface ServerOptions { readonly address: string; readonly port: number; readonly silent: boolean; readonly directory: string; readonly configureBuckets: readonly { readonly name: string }[] }

/**
 * An S3 server that checks signatures: the one that `TINHSO_TEST_S3=http://KEY:SECRET@127.0.0.1:PORT/BUCKET` names (MinIO, Garage, Ceph…), else s3rver on a
 * free port, whose only account is S3RVER (it checks signatures, not the clock, and does not page its lists).
 */
export async function startS3(): Promise<{ readonly settings: S3Settings; stop(): Promise<void> }> {
  const named = process.env['TINHSO_TEST_S3']
  if (named !== undefined) {
    const url = new URL(named)
    return { settings: { endpoint: url.origin, bucket: url.pathname.slice(1), region: 'us-east-1', accessKeyId: url.username, secretAccessKey: url.password }, stop: async () => undefined }
  }
  const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: ServerOptions) => Server
  const directory = await mkdtemp(join(tmpdir(), 'tinhso-s3-'))
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: 'tep' }] })
  const { port } = await server.run()
  return { settings: { endpoint: `http://127.0.0.1:${port}`, bucket: 'tep', region: 'us-east-1', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, stop: async () => { await server.close(); await rm(directory, { recursive: true, force: true }) } }
}
