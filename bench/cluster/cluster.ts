import { spawn, type ChildProcess } from 'node:child_process'
import { chown, mkdir, mkdtemp, readFile, rm, writeFile, chmod } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../../kernel/db/postmaster.ts'
import { pause } from '../../trials/lib/pause.ts'

/** Programs of Debian 12 that the cluster is made of. */
const NEEDS = ['/usr/bin/etcd', '/usr/bin/patroni', '/usr/sbin/haproxy', '/usr/lib/postgresql/15/bin/postgres']
export const missing = (): readonly string[] => NEEDS.filter(path => !existsSync(path))

export interface DatabaseNode { readonly name: string; readonly port: number; readonly rest: number; readonly data: string; readonly patroni: ChildProcess }
export interface Cluster {
  /** by way of haproxy: always whoever leads */
  readonly url: string
  readonly dir: string
  readonly nodes: readonly DatabaseNode[]
  leader(): Promise<DatabaseNode | undefined>
  /** names of standbys that confirm every commit before it is acknowledged */
  synchronous(): Promise<readonly string[]>
  /** haproxy before gateways on these ports; answers its own port */
  front(ports: readonly number[]): Promise<number>
  stop(): Promise<void>
}

const PASSWORD = 'bench-only'

/** Starts etcd ×3, Patroni ×3 with a synchronous standby, and haproxy; ready when a leader and a synchronous standby are there. */
export async function startCluster(say: (text: string) => void): Promise<Cluster> {
  const dir = await mkdtemp(join(tmpdir(), 'tinhso-cluster-'))
  await chmod(dir, 0o755)
  const children: ChildProcess[] = []
  // whatever ends this process ends the cluster
  process.once('exit', () => { for (const child of children) try { process.kill(-(child.pid ?? 0), 'SIGKILL') } catch { /* gone */ } })
  const passwd = await readFile('/etc/passwd', 'utf8')
  const [, , uid = '0', gid = '0'] = passwd.split('\n').find(line => line.startsWith('postgres:'))?.split(':') ?? []
  const own = process.getuid?.() === 0 ? { uid: Number(uid), gid: Number(gid) } : {}
  const start = (command: string, args: readonly string[], log: string, env: Record<string, string> = {}): ChildProcess => {
    const child = spawn('sh', ['-c', `exec "$0" "$@" >>'${join(dir, log)}' 2>&1`, command, ...args], { stdio: 'ignore', detached: true, env: { PATH: process.env['PATH'] ?? '', HOME: dir, ...env }, ...own })
    children.push(child)
    return child
  }
  const folder = async (name: string): Promise<string> => { const path = join(dir, name); await mkdir(path, { recursive: true, mode: 0o700 }); if (own.uid !== undefined) await chown(path, own.uid, own.gid ?? 0); return path }
  if (own.uid !== undefined) await chown(dir, own.uid, own.gid ?? 0)

  const etcd = await Promise.all([0, 1, 2].map(async at => ({ name: `e${at + 1}`, client: await freePort(), peer: await freePort(), data: await folder(`etcd${at + 1}`) })))
  const members = etcd.map(each => `${each.name}=http://127.0.0.1:${each.peer}`).join(',')
  for (const each of etcd) start('/usr/bin/etcd', ['--name', each.name, '--data-dir', each.data, '--listen-client-urls', `http://127.0.0.1:${each.client}`, '--advertise-client-urls', `http://127.0.0.1:${each.client}`, '--listen-peer-urls', `http://127.0.0.1:${each.peer}`,
    '--initial-advertise-peer-urls', `http://127.0.0.1:${each.peer}`, '--initial-cluster', members, '--initial-cluster-state', 'new', '--initial-cluster-token', 'tinhso', '--heartbeat-interval', '100', '--election-timeout', '1000'], `${each.name}.log`)
  say('etcd ×3')

  const nodes: DatabaseNode[] = []
  for (const at of [1, 2, 3]) {
    const [port, rest, data] = [await freePort(), await freePort(), await folder(`pg${at}`)]
    const file = join(dir, `patroni${at}.yml`)
    await writeFile(file, `scope: tinhso
name: pg${at}
restapi: { listen: 127.0.0.1:${rest}, connect_address: 127.0.0.1:${rest} }
etcd3: { hosts: [${etcd.map(each => `'127.0.0.1:${each.client}'`).join(', ')}] }
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: { max_connections: 100, synchronous_commit: 'on', wal_level: replica, hot_standby: 'on', max_wal_senders: 10, wal_keep_size: 128MB, log_min_messages: log, log_error_verbosity: terse }
  initdb: [ { encoding: UTF8 }, { locale: C.UTF-8 }, data-checksums ]
  pg_hba: [ 'host replication replicator 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 scram-sha-256' ]
postgresql:
  listen: 127.0.0.1:${port}
  connect_address: 127.0.0.1:${port}
  data_dir: ${data}/data
  bin_dir: /usr/lib/postgresql/15/bin
  pgpass: ${data}/pgpass
  authentication:
    superuser: { username: postgres, password: ${PASSWORD} }
    replication: { username: replicator, password: ${PASSWORD} }
    rewind: { username: postgres, password: ${PASSWORD} }
  parameters: { unix_socket_directories: '${data}' }
`)
    nodes.push({ name: `pg${at}`, port, rest, data: `${data}/data`, patroni: start('/usr/bin/patroni', [file], `patroni${at}.log`) })
  }
  const roleOf = async (node: DatabaseNode): Promise<string | undefined> => {
    try {
      const answer = await fetch(`http://127.0.0.1:${node.rest}/patroni`, { signal: AbortSignal.timeout(1500) })
      const { role, state, sync_standby: sync }: { role?: string; state?: string; sync_standby?: boolean } = await answer.json() as object
      return state === 'running' ? sync === true ? 'sync_standby' : role : undefined
    } catch { return undefined }
  }
  const leader = async (): Promise<DatabaseNode | undefined> => { for (const node of nodes) if (['master', 'primary'].includes(await roleOf(node) ?? '')) return node; return undefined }
  const synchronous = async (): Promise<readonly string[]> => (await Promise.all(nodes.map(async node => await roleOf(node) === 'sync_standby' ? [node.name] : []))).flat()
  const proxyPort = await freePort()
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) try { process.kill(-(child.pid ?? 0), 'SIGTERM') } catch { /* gone */ }
    await pause(2500)
    for (const child of children) try { process.kill(-(child.pid ?? 0), 'SIGKILL') } catch { /* gone */ }
    for (const node of nodes) try { process.kill(Number((await readFile(join(node.data, 'postmaster.pid'), 'utf8')).split('\n')[0]), 'SIGKILL') } catch { /* stopped */ }
    await pause(500)
    await rm(dir, { recursive: true, force: true })
  }
  const proxy = async (name: string, text: string): Promise<void> => {
    const file = join(dir, `${name}.cfg`)
    await writeFile(file, `global
  maxconn 2000
defaults
  mode tcp
  timeout connect 2s
  timeout client 10m
  timeout server 10m
${text}`)
    start('/usr/sbin/haproxy', ['-db', '-f', file], `${name}.log`)
  }
  try {
    await proxy('haproxy-database', `listen database
  bind 127.0.0.1:${proxyPort}
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map(node => `  server ${node.name} 127.0.0.1:${node.port} check port ${node.rest}`).join('\n')}
`)
    for (let waited = 0; ; waited++) {
      if (await leader() && (await synchronous()).length > 0) break
      if (waited > 180) throw new Error(`the cluster did not come up; see ${dir}/*.log`)
      await pause(500)
    }
    say('Patroni ×3 with a synchronous standby')
    const admin = new pg.Client({ connectionString: `postgres://postgres:${PASSWORD}@127.0.0.1:${proxyPort}/postgres` })
    admin.on('error', () => undefined)
    for (let tries = 0; ; tries++) try { await admin.connect(); break } catch (error) { if (tries > 20) throw error; await pause(500) }
    await admin.query(`create role tinhso_migrator login createdb createrole password '${PASSWORD}'`)
    await admin.query(`create role tinhso_app login password '${PASSWORD}'`)
    await admin.query('grant tinhso_app to tinhso_migrator')
    await admin.query('create database tinhso owner tinhso_migrator')
    await admin.end()
    return { url: `postgres://tinhso_migrator:${PASSWORD}@127.0.0.1:${proxyPort}/tinhso`, dir, nodes, leader, synchronous, stop,
      async front(ports) {
        const port = await freePort()
        await proxy('haproxy-exchange', `frontend exchange
  mode http
  bind 127.0.0.1:${port}
  default_backend gateways
backend gateways
  mode http
  balance leastconn
  retries 3
  option redispatch
  retry-on conn-failure empty-response
  option httpchk GET /readyz
  default-server inter 500ms fall 2 rise 1
${ports.map((each, at) => `  server gw${at + 1} 127.0.0.1:${each} check`).join('\n')}
`)
        return port
      } }
  } catch (error) { say(`kept for reading: ${dir}`); for (const child of children) try { process.kill(-(child.pid ?? 0), 'SIGKILL') } catch { /* gone */ } throw error }
}
