import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { DESK } from '../pages/desk/frame.tsx'
import { noticesPage } from '../pages/desk/notices.tsx'
import type { DossierServices } from '../services.ts'
import { officerOf, officers, openDesk, PostedForm } from './desk-common.ts'

/** What officers are reminded of. */
export const deskNoticeRoutes = (services: DossierServices): readonly Route[] => [
  route({
    name: 'dossiers.desk-notices', method: 'GET', path: `${DESK}/nhac-viec`, policy: officers,
    handle: async ctx => page(noticesPage(await openDesk(services, ctx, 'nhac-viec'), await services.notices.list(officerOf(ctx)))),
  }),
  route({
    name: 'dossiers.desk-mark-notices-read', method: 'POST', path: `${DESK}/nhac-viec`, policy: officers, body: PostedForm,
    handle: async ctx => { await services.notices.markRead(officerOf(ctx), ctx.now); return redirect(`${DESK}/nhac-viec`) },
  }),
]
