import { Type } from 'typebox'
import { openFile } from '../../../kernel/files/index.ts'
import { fileHeaders } from '../../../kernel/files/index.ts'
import { Fault } from '../../../kernel/errors.ts'
import { page, route, type Route } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { openFileForDesk, openForDesk } from '../desk-dossier.ts'
import { dossierPage, VIEWS } from '../pages/desk/dossier.tsx'
import type { DossierServices } from '../services.ts'
import { DossierId, officerOf, officers, openDesk } from './desk-common.ts'

/** The dossier's page and its files. */
export const deskDossierRoutes = (services: DossierServices): readonly Route[] => [
  route({
    name: 'dossiers.desk-dossier', method: 'GET', path: '/ban-lam-viec/ho-so/:id', policy: officers, params: DossierId, query: Type.Object({ xem: Type.Optional(Type.String({ maxLength: 20 })), tep: Type.Optional(Type.String({ maxLength: 60 })) }),
    handle: async ctx => {
      const dossier = await openForDesk(services, officerOf(ctx), ctx.params.id)
      return page(dossierPage(await openDesk(services, ctx), dossier, { tab: VIEWS.find(view => view === ctx.query.xem) ?? 'ho-so', file: ctx.query.tep, once: newId(ctx.now.getTime()) }))
    },
  }),
  route({
    name: 'dossiers.desk-file', method: 'GET', path: '/ban-lam-viec/ho-so/:id/tep/:fileId', policy: officers, params: Type.Object({ id: Type.String({ maxLength: 60 }), fileId: Type.String({ maxLength: 60 }) }), query: Type.Object({ tai: Type.Optional(Type.String({ maxLength: 5 })) }),
    handle: async ctx => {
      const file = await openFileForDesk(services, officerOf(ctx), ctx.params.id, ctx.params.fileId)
      if (file.state !== 'accepted') throw new Fault('file-waits', { status: 409, title: { vi: 'Tệp đang chờ quét virus', en: 'The file waits for the virus scanner' }, detail: { vi: 'Hãy mở lại sau ít phút.', en: 'Open it again in a few minutes.' } })
      const disposition = ctx.query.tai ? 'attachment' as const : 'inline' as const
      return { kind: 'file', content: await openFile(services.files, file), mediaType: file.mediaType, disposition, headers: fileHeaders(file, disposition) }
    },
  }),
]
