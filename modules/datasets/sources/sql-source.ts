import { lookup } from 'node:dns/promises'
import pg from 'pg'
import { forbidden } from '../../../kernel/http/relay.ts'

export interface SqlSource { readonly settings: Readonly<Record<string, string>>; readonly user: string; readonly password: string; readonly after: string | null; /** simulators live on this machine; in production nothing does */ readonly allowLoopback: boolean }
const PIECE = 2000
const MOST_ROWS = 20_000_000
const TIMEOUT_MS = 600_000

/** What a source says when it cannot be read, in words for its keeper; never with the password or what the other side answered in detail. */
export class SourceTrouble extends Error {}

/**
 * Rows of another PostgreSQL as lines of JSON, every value as text: in a transaction that can only read, through a cursor, so that memory stays flat.
 * The name is resolved once and the connection goes to that very address (DNS rebinding). `ended` tells the last value of the keyset column.
 */
export async function* sqlRows(source: SqlSource, ended: (last: string | null) => void): AsyncGenerator<Uint8Array> {
  const { settings } = source
  const host = settings['host'] ?? ''
  const addresses = await lookup(host, { all: true }).catch(() => { throw new SourceTrouble(`Không tìm thấy máy chủ “${host}”. Kiểm tra tên máy chủ.`) })
  const isForbidden = forbidden({ allowLoopback: source.allowLoopback })
  if (addresses.some(each => isForbidden(each.address))) throw new SourceTrouble(`“${host}” trỏ tới địa chỉ mà hệ thống không được kết nối.`)
  const client = new pg.Client({
    host: addresses[0]?.address ?? '', port: Number(settings['port'] ?? 5432), database: settings['database'], user: source.user, password: source.password, connectionTimeoutMillis: 10_000, statement_timeout: TIMEOUT_MS, application_name: 'tinhso-pull', options: '-c default_transaction_read_only=on',
    ...settings['tls'] === 'yes' ? { ssl: { servername: host } } : {}, types: { getTypeParser: () => (value: string) => value },
  })
  client.on('error', () => undefined)
  try { await client.connect() } catch { throw new SourceTrouble(`Không kết nối được tới “${host}”. Kiểm tra máy chủ, cổng, tên cơ sở dữ liệu, tài khoản và mật khẩu.`) }
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    const query = (settings['query'] ?? '').replace(/;\s*$/, '')
    const keyset = settings['keyset']
    const column = keyset === undefined ? '' : client.escapeIdentifier(keyset)
    const text = keyset === undefined ? query : `select * from (${query}) q ${source.after === null ? '' : `where q.${column} > $1`} order by q.${column}`
    // a cursor computes its rows as they are fetched: what goes wrong with a value goes wrong there, and the message of the other side holds that value
    const ask = <Row extends pg.QueryResultRow>(statement: string, values: readonly string[] = []): Promise<pg.QueryResult<Row>> => client.query<Row>(statement, [...values]).catch((error: unknown) => { throw new SourceTrouble(`Cơ sở dữ liệu nguồn không chạy được câu lệnh${error instanceof pg.DatabaseError && error.code ? ` (mã ${error.code})` : ''}. Chạy thử câu lệnh ở nguồn rồi sửa lại.`) })
    await ask(`declare rows no scroll cursor for ${text}`, keyset !== undefined && source.after !== null ? [source.after] : [])
    let last: string | null = null
    for (let count = 0; ;) {
      const { rows } = await ask<Record<string, string | null>>(`fetch ${PIECE} from rows`)
      if (rows.length === 0) break
      count += rows.length
      if (count > MOST_ROWS) throw new SourceTrouble('Nguồn trả về hơn 20 triệu dòng. Thêm điều kiện hoặc cột mốc.')
      if (keyset !== undefined) last = rows.at(-1)?.[keyset] ?? last
      yield Buffer.from(rows.map(row => `${JSON.stringify(row)}\n`).join(''), 'utf8')
    }
    ended(last)
  } finally { await client.end().catch(() => undefined) }
}
