import { fieldOf, FormFields, listOf, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { confirmPassword, isConfirmed } from '../acts/confirm-password.ts'
import { createApiToken, revokeApiToken } from '../acts/create-api-token.ts'
import { API_TOKEN_DAYS } from '../domain/api-token.ts'
import { apiTokensOf } from '../api-tokens.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { API_TOKENS } from '../pages/account-page.tsx'
import { apiTokensPage, type ApiTokensView } from '../pages/api-tokens.tsx'
import { officerOf, sourceOf } from '../requests.ts'
import { refusals, texts } from '../texts.ts'

const officer = { who: 'officer' } as const
const NEW: ApiTokensView['fields'] = { name: '', days: String(API_TOKEN_DAYS[0]), methods: ['GET'], networks: '' }
const typed = (fields: Fields): ApiTokensView['fields'] => ({ name: fieldOf(fields, 'name'), days: fieldOf(fields, 'days'), methods: listOf(fields, 'methods'), networks: fieldOf(fields, 'networks') })

const passwordFault = (message: FieldFault['message']) => invalid([{ field: 'password', code: 'confirm-first', message }])

/** Access tokens for systems, on the account page: made, shown once, revoked. `baseUrl` is what they open. */
export const apiTokenRoutes = (identity: Identity): readonly Route[] => {
  const show = async (ctx: Ctx, more: Partial<Pick<ApiTokensView, 'made' | 'fields'>> = {}, faults: readonly Fault[] = []): Promise<string> => {
    const { actor, session } = officerOf(ctx)
    const asksPassword = !await asPlatform(identity, tx => isConfirmed(tx, { actor, sessionId: session.id, now: ctx.now }))
    return apiTokensPage(frameFor({ ...ctx, url: API_TOKENS }), { actor, asksPassword, tokens: await apiTokensOf(identity, actor.accountId), now: ctx.now, baseUrl: `${ctx.platform.config.publicUrl}/api/dhis2`, fields: NEW, ...more }, faults)
  }
  return [
    route({ name: 'identity.api-tokens-page', method: 'GET', path: API_TOKENS, policy: officer, handle: async ctx => page(await show(ctx)) }),
    route({ name: 'identity.create-api-token', method: 'POST', path: API_TOKENS, policy: officer, body: FormFields, handle: async ctx => {
      const { actor, session } = officerOf(ctx)
      const fields = typed(ctx.body)
      return answerOnce(ctx, async () => {
        const [who, password] = [{ actor, sessionId: session.id, now: ctx.now }, fieldOf(ctx.body, 'password')]
        const shown = password === '' ? undefined : await confirmPassword(identity, { ...who, password, source: sourceOf(ctx) })
        if (shown?.ok === false) throw passwordFault(refusals[shown.reason])
        const made = await createApiToken(identity, { ...who, name: fields.name, days: Number(fields.days), methods: fields.methods, networks: fields.networks })
        if (!made.ok) throw passwordFault(texts.confirmAgain)
        // on this very answer and nowhere else: a redirect would have to carry it
        return page(await show(ctx, { made: made.token }))
      }, faults => show(ctx, { fields }, faults))
    } }),
    route({ name: 'identity.revoke-api-token', method: 'POST', path: `${API_TOKENS}/thu-hoi`, policy: officer, body: FormFields, handle: ctx => onceForWords(ctx, async () => {
      const id = fieldOf(ctx.body, 'id')
      if (!isUuid(id)) throw notFound()
      await revokeApiToken(identity, { actor: officerOf(ctx).actor, now: ctx.now, id })
      return redirect(API_TOKENS, { flash: choose(ctx.lang)('Đã thu hồi mã truy cập.', 'The access token is revoked.') })
    }) }),
  ]
}
