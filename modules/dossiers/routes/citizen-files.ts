import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, notFound } from '../../../kernel/errors.ts'
import { findFile, type StoredFile } from '../../../kernel/files/index.ts'
import { route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { returnResult } from '../acts/return-result.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { standingBefore } from '../citizen-sight.ts'
import type { CitizenDeps } from '../filing.ts'
import { getDossierView, type DossierView } from '../queries.ts'
import { citizenOf, Id, requireId } from './common.ts'
import { serveFile } from './serve-file.ts'

const View = Type.Object({ xem: Type.Optional(Type.String({ maxLength: 4 })) })
/** The reader stands before the dossier as owner or helper today; the file must hang on that very dossier. */
const fileOf = (ctx: Pick<Ctx, 'platform' | 'actor' | 'now'>, dossierId: string, pick: (view: DossierView) => string | undefined): Promise<StoredFile | undefined> =>
  transact(ctx.platform.db, ctx.actor, async tx => {
    await standingBefore(tx, citizenOf(ctx), requireId(dossierId), ctx.now)
    const fileId = pick(await getDossierView(tx, dossierId))
    return fileId === undefined ? undefined : findFile(tx, fileId)
  })

/** Downloads of one's own dossier: what was sent, the office's papers, the signed result. */
export const fileRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.download-file', method: 'GET', path: '/ho-so/:id/tep/:fileId', policy: { who: 'citizen' }, params: Type.Object({ ...Id.properties, fileId: Type.String({ maxLength: 60 }) }), query: View,
    handle: async ctx => serveFile(deps.files, await fileOf(ctx, ctx.params.id, view => view.files.find(file => file.fileId === ctx.params.fileId)?.fileId), ctx.query.xem === undefined ? 'attachment' : 'inline'),
  }),
  route({
    name: 'dossiers.download-paper', method: 'GET', path: '/ho-so/:id/giay/:paperId', policy: { who: 'citizen' }, params: Type.Object({ ...Id.properties, paperId: Type.String({ maxLength: 60 }) }), query: View,
    handle: async ctx => serveFile(deps.files, await fileOf(ctx, ctx.params.id, view => view.papers.find(paper => paper.id === ctx.params.paperId)?.file_id), ctx.query.xem === undefined ? 'attachment' : 'inline'),
  }),
  route({
    name: 'dossiers.download-result', method: 'GET', path: '/ho-so/:id/ket-qua/:resultId', policy: { who: 'citizen' }, params: Type.Object({ ...Id.properties, resultId: Type.String({ maxLength: 60 }) }), query: View,
    handle: async ctx => {
      const file = await fileOf(ctx, ctx.params.id, view => {
        // NĐ 61/2018 Đ22: the result is handed over once the fee is paid
        if (view.dossier.money === 'due') throw notFound()
        return view.results.find(result => result.id === ctx.params.resultId)?.file_id
      })
      // who only asks how large it is has not been given it
      if (file !== undefined && ctx.query.xem === undefined && ctx.method !== 'HEAD') await handOver(ctx.platform, ctx.params.id)
      return serveFile(deps.files, file, ctx.query.xem === undefined ? 'attachment' : 'inline')
    },
  }),
]

/** An electronic result is handed over when its owner fetches it (national status 10); what already was, or is collected at the desk, stays as it is. */
async function handOver(platform: Platform, dossierId: string): Promise<void> {
  await returnResult(platform, { actor: { kind: 'system', name: 'online-delivery' }, dossierId, method: 'online' }).catch((error: unknown) => { if (!(error instanceof Fault)) throw error })
}
