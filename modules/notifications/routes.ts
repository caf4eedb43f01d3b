import { Type } from 'typebox'
import { transact } from '../../kernel/db/db.ts'
import { page, redirect, route, type Route } from '../../kernel/http/route.ts'
import { frameFor } from '../../ui/index.ts'
import { noticesPage } from './pages/notices.tsx'
import { listNotices, markNoticesRead } from './store.ts'

const MOST = 100

export const notificationsRoutes: readonly Route[] = [
  route({
    name: 'notifications.notices-page', method: 'GET', path: '/thong-bao', policy: { who: 'citizen' },
    handle: async ctx => page(noticesPage(frameFor(ctx), await transact(ctx.platform.db, ctx.actor, tx => listNotices(tx, MOST)))),
  }),
  route({
    name: 'notifications.mark-notices-read', method: 'POST', path: '/thong-bao', policy: { who: 'citizen' }, body: Type.Record(Type.String(), Type.Unknown()),
    handle: async ctx => { await transact(ctx.platform.db, ctx.actor, tx => markNoticesRead(tx, ctx.now)); return redirect('/thong-bao') },
  }),
]
