import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { changeSignpost, createSignpost, type SignpostInput } from '../acts/change-signpost.ts'
import { allSignposts } from '../admin-queries.ts'
import { signpostFields, signpostPage, SIGNPOSTS as PATH, signpostsPage } from '../pages/admin/signposts.tsx'

const province = { who: 'officer', roles: ['administrator'] } as const
const Slug = Type.Object({ slug: Type.String({ maxLength: 80 }) })

function inputOf(fields: Fields): SignpostInput {
  const text = (name: string, most: number): { vi: string; en?: string } => { const [vi, en] = [fieldOf(fields, `${name}Vi`).slice(0, most), fieldOf(fields, `${name}En`).slice(0, most)]; return { vi, ...(en === '' ? {} : { en }) } }
  const lines = (name: string): string[] => [...new Set(fieldOf(fields, name).normalize('NFC').split(/\r?\n/).map((line) => line.trim().slice(0, 300)).filter((line) => line !== ''))].slice(0, 40)
  const [url, urlText] = [fieldOf(fields, 'url').slice(0, 500), text('urlText', 200)]
  return { about: lines('about'), names: lines('names'), title: text('title', 200), advice: text('advice', 1000), url: url === '' ? null : url, urlText: urlText.vi === '' ? null : urlText, active: fieldOf(fields, 'down') !== 'yes' }
}

async function draw(ctx: Ctx, slug: string | undefined, fields: Fields | undefined, faults: readonly Fault[] = []): Promise<string> {
  const signpost = slug === undefined ? undefined : (await allSignposts(ctx.platform.db)).find((each) => each.slug === slug)
  if (slug !== undefined && !signpost) throw notFound()
  return signpostPage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), { signpost, fields: fields ?? (signpost ? signpostFields(signpost) : {}) }, faults)
}

export const signpostAdminRoutes: readonly Route[] = [
  route({ name: 'procedures.signposts-page', method: 'GET', path: PATH, policy: province, handle: async (ctx) => page(signpostsPage(frameFor(ctx), officerIn(ctx), await allSignposts(ctx.platform.db))) }),
  route({ name: 'procedures.create-signpost-page', method: 'GET', path: `${PATH}/moi`, policy: province, handle: async (ctx) => page(await draw(ctx, undefined, undefined)) }),
  route({ name: 'procedures.create-signpost', method: 'POST', path: `${PATH}/moi`, policy: province, body: FormFields,
    handle: async (ctx) => answerOnce(ctx, async () => {
      const slug = await createSignpost(ctx.platform, officerIn(ctx), inputOf(ctx.body))
      return redirect(`${PATH}/${slug}`, { flash: choose(ctx.lang)('Đã thêm, lượt tìm từ giờ dùng ngay.', 'Added; searches from now on use it.') })
    }, (faults) => draw(ctx, undefined, ctx.body, faults)) }),
  route({ name: 'procedures.signpost-page', method: 'GET', path: `${PATH}/:slug`, policy: province, params: Slug, handle: async (ctx) => page(await draw(ctx, ctx.params.slug, undefined)) }),
  route({ name: 'procedures.change-signpost', method: 'POST', path: `${PATH}/:slug`, policy: province, params: Slug, body: FormFields,
    handle: async (ctx) => answerForm(ctx, async () => {
      await changeSignpost(ctx.platform, officerIn(ctx), ctx.params.slug, versionOf(ctx.body), inputOf(ctx.body))
      return redirect(`${PATH}/${ctx.params.slug}`, { flash: choose(ctx.lang)('Đã lưu, lượt tìm từ giờ dùng ngay.', 'Saved; searches from now on use it.') })
    }, (faults) => draw(ctx, ctx.params.slug, ctx.body, faults)) }),
]
