import { join } from 'node:path'
import { transact, type Db } from '../../kernel/db/db.ts'
import { appendLedger, eraseLedgerPayload } from '../../kernel/ledger/append.ts'
import { loadLedgerSigner } from '../../kernel/ledger/key.ts'
import { createSealer } from '../../kernel/ledger/sealer.ts'
import { fileWitness } from '../../kernel/ledger/witness.ts'

const system = { kind: 'system', name: 'trial' } as const
const WRITERS = 3

/** An application in small: three writers whose transactions overlap and sometimes fail, and a sealer that seals little at a time. Runs until stopped or killed. */
export async function runLedgerUser(db: Db, owner: Db, dir: string, mutant: string): Promise<{ until(size: number): Promise<void>; stop(): Promise<void> }> {
  const signer = await loadLedgerSigner(join(dir, 'keys'), 'tinh-so/t9')
  const witnesses = ['a', 'b'].map((name) => fileWitness(join(dir, 'witness', name), signer.verifier, () => new Date()))
  const sealing = mutant === 'no-watermark' ? withoutWatermark(owner) : owner
  const sealer = createSealer({ db: sealing, signer, witnesses, batch: 23, alarm: (alarm) => { process.stderr.write(`${alarm.code}: ${alarm.message}\n`) } })
  let stopped = false
  let size = 0
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
  const write = async (writer: number): Promise<void> => {
    for (let i = 0; !stopped; i++) {
      await transact(db, system, async (tx) => {
        const id = await appendLedger(tx, { actor: system, act: 'dossiers.receive', object: { type: 'dossier', id: `${writer}-${i}` }, payload: { i, note: 'Đủ thành phần hồ sơ' }, reason: i % 3 === 0 ? 'đúng hạn' : null, at: new Date() })
        // transactions overlap: the one that began first often commits last
        if (writer === 0) await pause(8)
        if (i % 17 === 5) await eraseLedgerPayload(tx, id, { actor: system, at: new Date() })
        if (i % 11 === 3) throw new Error('rolled back')
      }).catch(() => undefined)
      await pause(1)
    }
  }
  const seal = async (): Promise<void> => {
    while (!stopped) {
      size = (await sealer.sealOnce().catch(() => undefined))?.size ?? size
      await pause(5)
    }
  }
  const running = Promise.all([...Array.from({ length: WRITERS }, (_, writer) => write(writer)), seal()])
  return {
    until: async (wanted) => { while (size < wanted) await pause(20) },
    stop: async () => {
      stopped = true
      await running
      while (((await sealer.sealOnce()).sealed) > 0);
      await sealer.close()
    },
  }
}

/** The usual mistake: to seal what is visible now, not what can no longer be overtaken. */
function withoutWatermark(db: Db): Db {
  const pool = new Proxy(db.pool, {
    get(target, property) {
      if (property !== 'connect') return Reflect.get(target, property)
      return async () => {
        const client = await target.connect()
        const query = client.query.bind(client)
        const strip = (text: string): string => text.replace(' and e.xact < pg_snapshot_xmin(pg_current_snapshot())', '')
        return Object.assign(client, { query: (config: string | { text: string }, values?: unknown[]) => typeof config === 'string' ? query(config, values) : query({ ...config, text: strip(config.text) }) })
      }
    },
  })
  return { ...db, pool }
}
