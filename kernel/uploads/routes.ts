import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { Fault, notFound } from '../errors.ts'
import { route, type Ctx, type Reply, type Route } from '../http/route.ts'
import type { Platform } from '../platform.ts'
import { TooMuch, type Pieces } from './pieces.ts'
import { announce, findUpload, forget, MOST_BYTES, type Upload } from './uploads.ts'

const VERSION = '1.0.0'
export const UPLOADS = '/tai-len'
const PIECE = 'application/offset+octet-stream'
const One = Type.Object({ id: Type.String({ format: 'uuid' }) })

const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Reply => ({ kind: 'text', text: '', mediaType: 'text/plain; charset=utf-8', status, headers: { 'tus-resumable': VERSION, 'cache-control': 'no-store', ...headers } })
const refused = (status: number, vi: string, en: string): Fault => new Fault('invalid', { status, title: { vi, en } })
const whole = (text: string | undefined): number | undefined => text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** `filename bmFtZQ==,filetype aW1hZ2U=`: the words of the sender, believed nowhere. */
function metadata(text: string | undefined): ReadonlyMap<string, string> {
  return new Map((text ?? '').split(',').map(pair => pair.trim().split(' ')).map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString('utf8').replaceAll('\0', '').slice(0, 300)]))
}

/**
 * Uploads that go on where a bad line broke them off: tus 1.0 (https://tus.io/protocols/resumable-upload), core with creation, termination
 * and expiration. A finished one becomes a file of a form when the form is sent (take.ts), and is looked at like any other then.
 */
export function uploadRoutes(platform: Platform, pieces: Pieces): readonly Route[] {
  const known = (ctx: Ctx): void => { if (ctx.headers['tus-resumable'] !== VERSION) throw new Fault('invalid', { status: 412, title: { vi: 'Phiên bản giao thức tải lên không được hỗ trợ', en: 'This version of the upload protocol is not supported' } }) }
  const own = async (ctx: Ctx<{ id: string }>): Promise<Upload & { readonly offset: number }> => {
    known(ctx)
    const upload = await findUpload(platform, ctx.actor, ctx.params.id)
    if (upload !== undefined) await pieces.interrupt(upload.id)
    const offset = upload && await pieces.lengthOf(upload.id)
    if (upload === undefined || offset === undefined) throw notFound()
    return { ...upload, offset }
  }
  return [
    route({ name: 'uploads.describe', method: 'OPTIONS', path: UPLOADS, policy: { who: 'anyone', because: 'tells only how the protocol is spoken' },
      handle: async () => answer(204, { 'tus-version': VERSION, 'tus-extension': 'creation,expiration,termination', 'tus-max-size': String(MOST_BYTES) }) }),
    route({ name: 'uploads.announce', method: 'POST', path: UPLOADS, policy: { who: 'signed-in' },
      handle: async ctx => {
        known(ctx)
        const size = whole(ctx.headers['upload-length'])
        if (size === undefined || size === 0) throw refused(400, 'Thiếu độ dài tệp', 'The length of the file is missing')
        if (size > MOST_BYTES) throw refused(413, 'Tệp quá lớn', 'The file is too large')
        const said = metadata(ctx.headers['upload-metadata'])
        const upload = await announce(platform, ctx.actor, ctx.session?.accountId ?? '', { name: said.get('filename') ?? '', mediaType: said.get('filetype') ?? '', size })
        await pieces.create(upload.id)
        return answer(201, { 'location': `${UPLOADS}/${upload.id}`, 'upload-expires': upload.expiresAt.toUTCString() })
      } }),
    route({ name: 'uploads.measure', method: 'HEAD', path: `${UPLOADS}/:id`, policy: { who: 'signed-in' }, params: One,
      handle: async ctx => {
        const { offset, size, expiresAt } = await own(ctx)
        return answer(200, { 'upload-offset': String(offset), 'upload-length': String(size), 'upload-expires': expiresAt.toUTCString() })
      } }),
    route({ name: 'uploads.continue', method: 'PATCH', path: `${UPLOADS}/:id`, policy: { who: 'signed-in' }, params: One, acceptsStream: PIECE,
      handle: async ctx => {
        const upload = await own(ctx)
        if (whole(ctx.headers['upload-offset']) !== upload.offset) throw refused(409, 'Không đúng chỗ đang dừng', 'Not where the upload stands')
        if (!(ctx.body instanceof Readable)) throw refused(415, 'Không đúng loại nội dung', 'Not the right kind of content')
        try {
          const offset = await pieces.append(upload.id, ctx.body, upload.offset, upload.size)
          return answer(204, { 'upload-offset': String(offset), 'upload-expires': upload.expiresAt.toUTCString() })
        } catch (error) {
          if (error instanceof TooMuch) throw refused(413, 'Nhiều hơn độ dài đã báo', 'More than was announced')
          throw error
        }
      } }),
    route({ name: 'uploads.give-up', method: 'DELETE', path: `${UPLOADS}/:id`, policy: { who: 'signed-in' }, params: One,
      handle: async ctx => {
        const { id } = await own(ctx)
        await forget(platform, pieces, ctx.actor, [id])
        return answer(204)
      } }),
  ]
}
