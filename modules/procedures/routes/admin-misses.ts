import { Type } from 'typebox'
import { fieldOf, FormFields, officerIn, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { setMissesAside } from '../acts/settle-miss.ts'
import { findMisses } from '../admin-queries.ts'
import { marksIn, MISS_PERIODS, missesPage } from '../pages/admin/misses.tsx'
import { MISSES as PATH } from '../pages/admin/synonyms.tsx'

const province = { who: 'officer', roles: ['administrator'] } as const
const Word = Type.Optional(Type.String({ maxLength: 40 }))

async function draw(ctx: Ctx, about: { readonly state: string; readonly period: string; readonly page: number }, fields: Fields, faults: readonly Fault[] = []): Promise<string> {
  const days = MISS_PERIODS.find(([value]) => value === about.period)?.[3] ?? null
  const found = await findMisses(ctx.platform.db, { ...about, since: days === null ? null : new Date(ctx.now.getTime() - days * 86_400_000) }, ADMIN_PAGE_SIZE)
  return missesPage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), { ...about, ...found, fields }, faults)
}
// the work list is a weekly one; another period is asked for
const periodOf = (asked: string | undefined): string => MISS_PERIODS.find(([value]) => value === (asked ?? '7'))?.[0] ?? ''

export const missAdminRoutes: readonly Route[] = [
  route({ name: 'procedures.search-misses-page', method: 'GET', path: PATH, policy: province, query: Type.Object({ state: Word, ky: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    handle: async (ctx) => page(await draw(ctx, { state: ctx.query.state ?? '', period: periodOf(ctx.query.ky), page: ctx.query.page ?? 1 }, {})) }),
  route({ name: 'procedures.settle-search-miss', method: 'POST', path: `${PATH}/gac-lai`, policy: province, body: FormFields,
    handle: async (ctx) => {
      const marked = marksIn(ctx.body)
      return answerOnce(ctx, async () => {
        await setMissesAside(ctx.platform, officerIn(ctx), marked, fieldOf(ctx.body, 'reason').slice(0, 500))
        return redirect(PATH, { flash: choose(ctx.lang)(`Đã gác lại ${marked.length} lượt tìm.`, `${marked.length} searches set aside.`) })
      }, (faults) => draw(ctx, { state: '', period: periodOf(fieldOf(ctx.body, 'ky')), page: 1 }, ctx.body, faults))
    } }),
]
