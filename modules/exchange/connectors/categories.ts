import { settingsOf, textAt, valueIn, type ConnectorPorts, type Trouble } from './call.ts'
import { bearerCalls, readJson } from './tokens.ts'

export interface CategoryLine { readonly code: string; readonly name: string; readonly version: string }
export interface CategoryItem { readonly code: string; readonly name: string }
export type Listed<T> = { readonly ok: true; readonly value: readonly T[] } | { readonly ok: false; readonly reason: 'not-found' | Trouble }
/** The shared lists of the national exchange (danh mục dùng chung): about nobody, so no look is written down beside the log. */
export interface Categories { list(): Promise<Listed<CategoryLine>>; items(code: string): Promise<Listed<CategoryItem>> }

export function createCategories(ports: ConnectorPorts): Categories {
  const call = bearerCalls(ports, 'categories')
  const ask = async <T>(path: string, read: (row: unknown) => T | undefined): Promise<Listed<T>> => {
    const settings = await settingsOf(ports, 'categories')
    if (!settings) return { ok: false, reason: 'no-answer' }
    const answer = await call(settings, { method: 'GET', path, safe: true })
    if (answer.ok && answer.status === 404) return { ok: false, reason: 'not-found' }
    const got = readJson(answer)
    if (!got.ok) return { ok: false, reason: got.reason }
    // wrapped or bare: both are seen
    const rows = Array.isArray(got.value) ? got.value : valueIn(got.value, 'data') ?? valueIn(got.value, 'result')
    return Array.isArray(rows) ? { ok: true, value: rows.flatMap((row): T[] => { const one = read(row); return one === undefined ? [] : [one] }) } : { ok: false, reason: 'unreadable' }
  }
  const named = (row: unknown): CategoryItem | undefined => { const [code, name] = [textAt(row, 'MaDanhMuc', 'Ma', 'code'), textAt(row, 'TenDanhMuc', 'Ten', 'name')]; return code === '' ? undefined : { code, name } }
  return {
    list: () => ask('/AllCategory', row => { const one = named(row); return one && { ...one, version: textAt(row, 'PhienBan', 'version') } }),
    items: code => ask(`/Category?ma=${encodeURIComponent(code)}`, named),
  }
}
