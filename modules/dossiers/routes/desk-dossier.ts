import { Type } from 'typebox'
import { page, route, type Route } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { openFileForDesk, openForDesk } from '../desk-dossier.ts'
import { dossierPage, VIEWS } from '../pages/desk/dossier.tsx'
import type { DossierServices } from '../services.ts'
import { DossierId, officerOf, officers, openDesk } from './desk-common.ts'
import { serveFile } from './serve-file.ts'

/** The dossier's page and its files. */
export const deskDossierRoutes = (services: DossierServices): readonly Route[] => [
  route({
    name: 'dossiers.desk-dossier', method: 'GET', path: '/ban-lam-viec/ho-so/:id', policy: officers, params: DossierId, query: Type.Object({ xem: Type.Optional(Type.String({ maxLength: 20 })), tep: Type.Optional(Type.String({ maxLength: 60 })) }),
    handle: async ctx => {
      const [dossier, desk] = await Promise.all([openForDesk(services, officerOf(ctx), ctx.params.id), openDesk(services, ctx)])
      return page(dossierPage(desk, dossier, { tab: VIEWS.find(view => view === ctx.query.xem) ?? 'ho-so', file: ctx.query.tep, once: newId(ctx.now.getTime()) }))
    },
  }),
  route({
    name: 'dossiers.desk-file', method: 'GET', path: '/ban-lam-viec/ho-so/:id/tep/:fileId', policy: officers, params: Type.Object({ id: Type.String({ maxLength: 60 }), fileId: Type.String({ maxLength: 60 }) }), query: Type.Object({ tai: Type.Optional(Type.String({ maxLength: 5 })) }),
    handle: async ctx => {
      const file = await openFileForDesk(services, officerOf(ctx), ctx.params.id, ctx.params.fileId)
      return serveFile(services.files, file, ctx.query.tai ? 'attachment' : 'inline')
    },
  }),
]
