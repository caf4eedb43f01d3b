import type { Relay, RelayFailure } from '../../../kernel/http/relay.ts'

/** A source that could not be read, in words for its keeper. */
export class HarvestTrouble extends Error {}
export interface FetchedPage { readonly unchanged: boolean; readonly body: Buffer; readonly mediaType: string; readonly etag: string; readonly lastModified: string; /** where it was found in the end */ readonly url: string }
export interface FetchOptions { readonly accept: string; readonly etag?: string; readonly lastModified?: string; readonly mostBytes: number; readonly timeoutMs: number; readonly clock: () => number }
const MOST_REDIRECTS = 3
const FAILED: Readonly<Record<RelayFailure, string>> = { 'refused-address': 'Địa chỉ trỏ tới nơi hệ thống không được gọi (máy chủ này hoặc mạng kín).', connect: 'Không kết nối được. Kiểm tra tên máy chủ, cổng, chứng thư.', timeout: 'Quá lâu không trả lời.', broken: 'Kết nối bị ngắt giữa chừng.' }

export type SourceFault = 'not-a-url' | 'scheme' | 'credentials'
export function sourceFault(text: string): SourceFault | undefined {
  if (text.length > 500 || !URL.canParse(text)) return 'not-a-url'
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
  return url.username !== '' || url.password !== '' ? 'credentials' : undefined
}
/** The same host may move a page or go over to TLS; another host is another source, and somebody has to say so. */
function movesWithin(from: URL, to: URL): boolean {
  return from.origin === to.origin || from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:' && to.port === ''
}

interface Answer { readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: Buffer }
const ask = (relay: Relay, url: URL, options: FetchOptions): Promise<Answer> => new Promise((done, fail) => {
  const headers = ['host', url.host, 'accept', options.accept, 'accept-encoding', 'identity', 'user-agent', 'tinhso-harvest', ...options.etag ? ['if-none-match', options.etag] : [], ...options.lastModified ? ['if-modified-since', options.lastModified] : []]
  const begun = options.clock()
  const pieces: Buffer[] = []
  let [status, size] = [0, 0]
  let told: ReadonlyMap<string, string> = new Map()
  const stop = (why: string): boolean => { line.giveUp(); fail(new HarvestTrouble(why)); return true }
  const line = relay.send({ origin: url.origin, path: `${url.pathname}${url.search}`, method: 'GET', headers, body: null, timeoutMs: options.timeoutMs }, {
    onHead: (code, raw) => { status = code; told = new Map(Array.from({ length: raw.length / 2 }, (_, at) => [(raw[2 * at] ?? '').toLowerCase(), raw[2 * at + 1] ?? ''] as const)) },
    onData: chunk => {
      size += chunk.length
      if (size > options.mostBytes) return stop(`Một trang lớn hơn ${Math.round(options.mostBytes / 1024 / 1024)} MB.`)
      // each piece in time, the whole too: who sends a byte a minute holds nobody
      if (options.clock() - begun > 4 * options.timeoutMs) return stop('Quá lâu chưa gửi xong một trang.')
      pieces.push(chunk)
      return true
    },
    onEnd: () => { done({ status, headers: told, body: Buffer.concat(pieces) }) },
    onFailure: reason => { fail(new HarvestTrouble(FAILED[reason])) },
  })
})

/**
 * One page of another catalogue by the platform's guarded way out (kernel/http/relay): the address that a name leads to is judged as the connection is
 * made, at every step of a redirect too.
 */
export async function fetchPage(relay: Relay, address: string, options: FetchOptions): Promise<FetchedPage> {
  let url = new URL(address)
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    if (sourceFault(url.href)) throw new HarvestTrouble('Địa chỉ không dùng được: chỉ nhận http, https, không kèm tài khoản.')
    const answer = await ask(relay, url, options)
    const said = (name: string): string => answer.headers.get(name)?.slice(0, 500) ?? ''
    if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
      const to = URL.canParse(said('location'), url.href) ? new URL(said('location'), url.href) : undefined
      if (!to || !movesWithin(url, to)) throw new HarvestTrouble(`Địa chỉ chuyển sang nơi khác (${to?.origin ?? '?'}). Nếu đúng là danh mục đó, hãy sửa địa chỉ của nguồn.`)
      url = to
      continue
    }
    if (answer.status === 304 && (options.etag || options.lastModified)) return { unchanged: true, body: answer.body, mediaType: '', etag: options.etag ?? '', lastModified: options.lastModified ?? '', url: url.href }
    if (answer.status !== 200) throw new HarvestTrouble(`Danh mục trả lời mã ${answer.status}.`)
    if (!['', 'identity'].includes(said('content-encoding').toLowerCase())) throw new HarvestTrouble('Danh mục gửi dữ liệu nén dù không được yêu cầu.')
    return { unchanged: false, body: answer.body, mediaType: said('content-type'), etag: said('etag'), lastModified: said('last-modified'), url: url.href }
  }
  throw new HarvestTrouble('Địa chỉ chuyển hướng quá nhiều lần.')
}
