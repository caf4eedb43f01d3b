import { callService, type ConnectorPorts } from '../../exchange/index.ts'
import { SourceTrouble } from './sql-source.ts'

const MOST_PAGES = 20_000
/** What stands under `a.b` in an answer. */
const at = (value: unknown, path: string): unknown => path === '' ? value : path.split('.').reduce<unknown>((inner, name) => typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined, value)

/**
 * Rows of a service of the exchange, page by page, as a subsystem of the province that has a right to it: its rights, quota and evidence hold for us as for
 * anybody. `items` names the list in the answer; `next` the value that goes into `after` of the next page. Lines of JSON.
 */
export async function* apiRows(ports: ConnectorPorts, settings: Readonly<Record<string, string>>): AsyncGenerator<Uint8Array> {
  const { client = '', service = '', path = '', items = 'items', next = 'next' } = settings
  let after: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = after === undefined ? '' : `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`
    const got = await callService(ports, 'datasets-source', { client, service }, { method: 'GET', path: `/${path.replace(/^\//, '')}${query}`, safe: true, headers: { accept: 'application/json' } })
    if (!got.ok) throw new SourceTrouble(got.reason === 'refused' ? `Dịch vụ “${service}” không cho hệ thống con “${client}” đọc. Xin quyền truy cập trên nền tảng liên thông.` : `Dịch vụ “${service}” chưa trả lời được. Hệ thống sẽ thử lại ở lần sau.`)
    if (got.status !== 200) throw new SourceTrouble(`Dịch vụ “${service}” trả lời mã ${got.status}. Kiểm tra đường dẫn.`)
    let answer: unknown
    try { answer = JSON.parse(got.body.toString('utf8')) } catch { throw new SourceTrouble(`Dịch vụ “${service}” không trả lời bằng JSON.`) }
    const rows = at(answer, items)
    if (!Array.isArray(rows)) throw new SourceTrouble(`Câu trả lời không có danh sách “${items}”.`)
    if (rows.length > 0) yield Buffer.from(rows.map(row => `${JSON.stringify(row)}\n`).join(''), 'utf8')
    const more = at(answer, next)
    if (typeof more !== 'string' && typeof more !== 'number' || String(more) === '' || String(more) === after) return
    after = String(more)
  }
  throw new SourceTrouble(`Dịch vụ “${service}” có hơn ${MOST_PAGES} trang. Thu hẹp điều kiện trong đường dẫn.`)
}
