import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLUSTER_PREFIX, clusterParent, ownCluster, sweepClusters } from '../kernel/testing/orphans.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The real application in a process of its own, with everything it keeps in a folder of its own. */
export interface Program {
  readonly url: string
  readonly varDir: string
  readonly child: ChildProcess
  /** everything it has said so far */
  output(): string
  /** SIGTERM; resolves with the exit code (null when it had to be killed) and the milliseconds it took. Keeps the folder when told to. */
  stop(options?: { readonly keep?: boolean }): Promise<{ readonly code: number | null; readonly ms: number }>
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => { const at = probe.address(); probe.close(() => done(typeof at === 'object' && at ? at.port : 0)) })
  })
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  /** start again on what an earlier program left */
  readonly varDir?: string
  readonly timeoutMs?: number
}

/** Starts `app/main.ts` and waits for its ready line; throws with what it said when it ends or stays silent. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  await sweepClusters()
  const varDir = options.varDir ?? await mkdtemp(join(clusterParent(), CLUSTER_PREFIX))
  // the database server runs as another user and must reach its folder
  await chmod(varDir, 0o755)
  await ownCluster(varDir)
  const port = options.env?.['PORT'] ?? String(await freePort())
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', 'tsx', 'app/main.ts'], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutOurOwn(process.env), PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, VAR_DIR: varDir, ...options.env },
  })
  let said = ''
  const ended = new Promise<number | null>(done => child.once('exit', code => done(code)))
  const stop: Program['stop'] = async ({ keep = false } = {}) => {
    const at = performance.now()
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
    if (child.exitCode === null) child.kill('SIGTERM')
    const code = child.exitCode ?? await ended
    clearTimeout(late)
    if (!keep) await rm(varDir, { recursive: true, force: true, maxRetries: 5 })
    return { code, ms: Math.round(performance.now() - at) }
  }
  try {
    const url = await new Promise<string>((done, fail) => {
      const late = setTimeout(() => fail(new Error(`no ready line after ${options.timeoutMs ?? 180_000} ms:\n${said.slice(-4000)}`)), options.timeoutMs ?? 180_000)
      const hear = (chunk: Buffer): void => {
        said += chunk.toString('utf8')
        const ready = /^Tỉnh Số: (http\S+)$/m.exec(said)
        if (ready?.[1]) { clearTimeout(late); done(ready[1]) }
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('error', fail)
      child.once('exit', code => { clearTimeout(late); fail(new Error(`the application ended with ${code} after ${Math.round(performance.now() - started)} ms:\n${said.slice(-4000)}`)) })
    })
    return { url, varDir, child, output: () => said, stop }
  } catch (error) { await stop({ keep: options.varDir !== undefined }); throw error }
}

/** Settings of whoever runs the tests must not leak into the application under test. */
function withoutOurOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const leaking = ['DATABASE_URL', 'DATABASE_APP_URL', 'SCENE', 'PROVINCE', 'TINHSO_ROLE', 'HOST', 'OIDC_ISSUER', 'SIMULATORS', 'S3_ENDPOINT', 'SMTP_URL', 'SMS_URL', 'TSA_URL', 'CLAMD', 'VITEST', 'NODE_ENV', 'VITEST_MODE', 'TEST']
  return Object.fromEntries(Object.entries(env).filter(([name]) => !leaking.includes(name) && !name.startsWith('VITEST_')))
}
