import { Type } from 'typebox'
import { Fault } from '../../../kernel/errors.ts'
import { route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { cacheOf } from '../downloads/cache.ts'
import { FORMAT_NAMES, FORMATS, formatsFor, type Format } from '../downloads/formats.ts'
import { counted } from '../usage/count.ts'
import { openSource } from '../downloads/rows.ts'

const policy = { who: 'anyone', because: 'files hold the open fields of published open datasets, whoever asks (NĐ 47/2020 Đ17)' } as const

/** Whether what the asker holds is what would be sent (RFC 9110 §13.2.2: a tag outweighs a date). */
function isFresh(ctx: Ctx, etag: string, modified: Date): boolean {
  const tags = ctx.headers['if-none-match']
  if (tags !== undefined) return tags === '*' || tags.split(',').some(each => each.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''))
  const since = Date.parse(ctx.headers['if-modified-since'] ?? '')
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since
}

async function download(ctx: Ctx<{ code: string }>, format: Format): Promise<Reply> {
  const source = await openSource(ctx.platform, ctx.params.code)
  const { dataset, asked } = source.opened
  if (!formatsFor(asked.fields).includes(format)) throw new Fault('no-such-format', { status: 404, title: { vi: 'Bộ dữ liệu không có dạng này', en: 'The dataset is not offered in this form' }, detail: { vi: `Các dạng: ${formatsFor(asked.fields).join(', ')}.`, en: `Forms: ${formatsFor(asked.fields).join(', ')}.` } })
  const modified = dataset.refreshedAt ?? dataset.createdAt
  // weak: what is compressed on the way is the same file
  const etag = `W/"${dataset.code}-${dataset.schemaVersion}-${source.position}-${format}"`
  const headers = { etag, 'last-modified': modified.toUTCString(), 'cache-control': 'public, no-cache', 'access-control-allow-origin': '*', 'tinhso-position': String(source.position) }
  const { mediaType } = FORMATS[format]
  if (isFresh(ctx, etag, modified)) return { kind: 'text', text: '', mediaType, status: 304, headers }
  const named = { mediaType, name: `${dataset.code}.${format}`, disposition: 'attachment', headers } as const
  if (ctx.method === 'HEAD') return { kind: 'file', content: Buffer.alloc(0), ...named }
  const { content, size } = await cacheOf(ctx.platform).file(source, format, ctx.now)
  return { kind: 'file', content, ...named, ...size === undefined ? {} : { size } }
}

export const downloadRoutes: readonly Route[] = FORMAT_NAMES.map(format => counted('download', route({
  name: `datasets.download-${format}`, method: 'GET', path: `/du-lieu/:code.${format}`, policy, params: Type.Object({ code: Type.String({ maxLength: 100 }) }), perMinute: 120,
  handle: ctx => download(ctx, format),
})))
