import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type TimeStampVerdict = { readonly ok: true; /** as the authority wrote it */ readonly at: string } | { readonly ok: false; readonly reason: 'time-stamp-wrong' | 'openssl-missing'; readonly detail: string }

const run = (program: string, args: readonly string[]): Promise<{ code: number | string; output: string }> => new Promise(done => {
  execFile(program, args, { timeout: 20_000 }, (error, stdout, stderr) => { done({ code: error ? error.code ?? 1 : 0, output: `${stdout}${stderr}` }) })
})

/** RFC 3161 by `openssl ts -verify`: Node can neither read CMS nor build such a path, and a proof is no place for a parser of one's own. */
export async function checkTimeStamp(data: Uint8Array, token: Uint8Array, rootPem: string, openssl: string): Promise<TimeStampVerdict> {
  const dir = await mkdtemp(join(tmpdir(), 'exchange-stamp-'))
  const [dataFile, tokenFile, rootFile] = [join(dir, 'heads.txt'), join(dir, 'heads.tst'), join(dir, 'root.pem')]
  try {
    await Promise.all([writeFile(dataFile, data), writeFile(tokenFile, token), writeFile(rootFile, rootPem)])
    const verified = await run(openssl, ['ts', '-verify', '-token_in', '-in', tokenFile, '-data', dataFile, '-CAfile', rootFile])
    if (verified.code === 'ENOENT') return { ok: false, reason: 'openssl-missing', detail: `the program ${openssl} is not there` }
    if (verified.code !== 0) return { ok: false, reason: 'time-stamp-wrong', detail: verified.output.trim().split('\n').at(-1) ?? '' }
    const text = await run(openssl, ['ts', '-reply', '-token_in', '-in', tokenFile, '-token_out', '-text'])
    return { ok: true, at: /Time stamp: ([^\n]+)/.exec(text.output)?.[1] ?? '' }
  } finally { await rm(dir, { recursive: true, force: true }) }
}
