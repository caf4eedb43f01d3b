import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pause } from './pause.ts'

/**
 * Gateways in network namespaces of their own (ip-netns(8)), each joined to this machine by one cable (veth) for each of its peers, so that a cable
 * can be cut, in one direction or both, without the others noticing. Nothing here can leave the machine: the namespaces have no way out.
 */
export const PEERS = ['database', 'provider', 'consumer'] as const
export type Peer = typeof PEERS[number]
/** both, to, from: what is sent vanishes, in both directions, towards the gateway, out of it; down: the gateway sees its cable pulled; slow: 1 Mbit/s; flap: pulled and back twenty times */
export const FAULTS = ['both', 'to', 'from', 'down', 'slow', 'flap'] as const
export type Fault = typeof FAULTS[number]

export interface PartitionNet {
  /** where the provider is for all gateways */
  readonly providerAddress: string
  /** where peer and gateway see each other on the cable between them */
  addressOfPeer(gateway: number, peer: Peer): string
  addressOfGateway(gateway: number, peer: Peer): string
  /** the words before a command that runs it in the gateway's namespace */
  inside(gateway: number): readonly string[]
  break(gateway: number, peer: Peer, fault: Fault): Promise<void>
  mend(gateway: number, peer: Peer): Promise<void>
  close(): Promise<void>
}

const run = promisify(execFile)
const ip = (...args: string[]): Promise<unknown> => run('ip', args)
const FLAPS = 20
const FLAP_MS = 100
const PROVIDER = '10.77.99.1'

/** undefined, or why this machine cannot play partitions. */
export async function whyNoPartitions(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces are Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const name = `tinhso-${process.pid}-probe`
  try {
    await ip('netns', 'add', name)
    await run('ip', ['netns', 'exec', name, 'tc', 'qdisc', 'replace', 'dev', 'lo', 'root', 'pfifo', 'limit', '0'])
    return undefined
  } catch (error) { return `ip netns and tc do not work here: ${String(error).split('\n')[0]}` } finally { await ip('netns', 'del', name).catch(() => undefined) }
}

/** What a run that was killed left behind; a run that is alive has the addresses. */
async function clearLeftovers(): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'list'])
  for (const [name, pid] of stdout.matchAll(/^tinhso-(\d+)-\d+/gm)) {
    try { process.kill(Number(pid), 0) } catch { await ip('netns', 'del', name); continue }
    if (Number(pid) !== process.pid) throw new Error(`process ${pid} plays partitions on this machine already`)
  }
}

export async function openPartitionNet(gateways: number): Promise<PartitionNet> {
  await clearLeftovers()
  const tag = `ts${process.pid % 100_000}`
  const space = (gateway: number): string => `tinhso-${process.pid}-${gateway}`
  const place = (gateway: number, peer: Peer): number => gateway * PEERS.length + PEERS.indexOf(peer)
  const outer = (gateway: number, peer: Peer): string => `${tag}o${place(gateway, peer)}`
  const inner = (gateway: number, peer: Peer): string => `${tag}i${place(gateway, peer)}`
  const addressOfPeer = (gateway: number, peer: Peer): string => `10.77.${place(gateway, peer)}.1`
  const addressOfGateway = (gateway: number, peer: Peer): string => `10.77.${place(gateway, peer)}.2`
  const inside = (gateway: number): readonly string[] => ['ip', 'netns', 'exec', space(gateway)]
  const within = (gateway: number, ...command: string[]): Promise<unknown> => run('ip', ['netns', 'exec', space(gateway), ...command])
  const routes = async (gateway: number, peer: Peer): Promise<void> => { if (peer === 'provider') await within(gateway, 'ip', 'route', 'replace', PROVIDER, 'via', addressOfPeer(gateway, peer)) }
  const all = Array.from({ length: gateways }, (_, gateway) => PEERS.map(peer => ({ gateway, peer }))).flat()
  const flapping = new Map<number, { stopped: boolean; done: Promise<void> }>()
  const close = async (): Promise<void> => {
    for (const each of flapping.values()) { each.stopped = true; await each.done }
    for (let gateway = 0; gateway < gateways; gateway++) await ip('netns', 'del', space(gateway)).catch(() => undefined)
    for (const { gateway, peer } of all) await ip('link', 'del', outer(gateway, peer)).catch(() => undefined)
    await ip('addr', 'del', `${PROVIDER}/32`, 'dev', 'lo').catch(() => undefined)
  }
  try {
    await ip('addr', 'replace', `${PROVIDER}/32`, 'dev', 'lo')
    for (let gateway = 0; gateway < gateways; gateway++) { await ip('netns', 'add', space(gateway)); await within(gateway, 'ip', 'link', 'set', 'lo', 'up') }
    for (const { gateway, peer } of all) {
      await ip('link', 'add', outer(gateway, peer), 'type', 'veth', 'peer', 'name', inner(gateway, peer), 'netns', space(gateway))
      await ip('addr', 'add', `${addressOfPeer(gateway, peer)}/24`, 'dev', outer(gateway, peer))
      await ip('link', 'set', outer(gateway, peer), 'up')
      await within(gateway, 'ip', 'addr', 'add', `${addressOfGateway(gateway, peer)}/24`, 'dev', inner(gateway, peer))
      await within(gateway, 'ip', 'link', 'set', inner(gateway, peer), 'up')
      await routes(gateway, peer)
    }
  } catch (error) { await close(); throw error }

  // a queue of no length loses everything
  const HOLE = ['root', 'pfifo', 'limit', '0']
  const SLOW = ['root', 'tbf', 'rate', '1mbit', 'burst', '32kbit', 'latency', '400ms']
  const towards = (gateway: number, peer: Peer, queue: readonly string[]): Promise<unknown> => run('tc', ['qdisc', 'replace', 'dev', outer(gateway, peer), ...queue])
  const outOf = (gateway: number, peer: Peer, queue: readonly string[]): Promise<unknown> => within(gateway, 'tc', 'qdisc', 'replace', 'dev', inner(gateway, peer), ...queue)
  const pull = (gateway: number, peer: Peer): Promise<unknown> => within(gateway, 'ip', 'link', 'set', inner(gateway, peer), 'down')
  const plug = async (gateway: number, peer: Peer): Promise<void> => { await within(gateway, 'ip', 'link', 'set', inner(gateway, peer), 'up'); await routes(gateway, peer) }
  return {
    providerAddress: PROVIDER, addressOfPeer, addressOfGateway, inside, close,
    async break(gateway, peer, fault) {
      if (fault === 'both' || fault === 'to') await towards(gateway, peer, HOLE)
      if (fault === 'both' || fault === 'from') await outOf(gateway, peer, HOLE)
      if (fault === 'slow') { await towards(gateway, peer, SLOW); await outOf(gateway, peer, SLOW) }
      if (fault === 'down') await pull(gateway, peer)
      if (fault === 'flap') {
        const state = { stopped: false, done: Promise.resolve() }
        state.done = (async () => {
          for (let flap = 0; flap < FLAPS && !state.stopped; flap++) { await pull(gateway, peer); await pause(FLAP_MS); await plug(gateway, peer); await pause(FLAP_MS) }
        })()
        flapping.set(place(gateway, peer), state)
      }
    },
    async mend(gateway, peer) {
      const state = flapping.get(place(gateway, peer))
      if (state) { state.stopped = true; await state.done; flapping.delete(place(gateway, peer)) }
      await run('tc', ['qdisc', 'del', 'dev', outer(gateway, peer), 'root']).catch(() => undefined)
      await within(gateway, 'tc', 'qdisc', 'del', 'dev', inner(gateway, peer), 'root').catch(() => undefined)
      await plug(gateway, peer)
    },
  }
}
