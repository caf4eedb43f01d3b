import { Type } from 'typebox'
import { json, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { ACTIONS, asCkan } from '../ckan/actions.ts'
import { parametersOf } from '../ckan/parameters.ts'
import { pairsOf } from './ask.ts'

const policy = { who: 'anyone', because: 'CKAN\'s Action API reads what is published to everybody; it changes nothing' } as const
const OPEN = { 'access-control-allow-origin': '*' }

/** The envelope of CKAN: help, success, result or error. */
async function act(ctx: Ctx<{ action: string }>): Promise<Reply> {
  const { action } = ctx.params
  const help = `${ctx.platform.config.publicUrl}/api/3/action/help_show?name=${encodeURIComponent(action)}`
  const perform = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (!perform) return json(`Bad request - Action name not known: ${action}`, { status: 400, headers: OPEN })
  try {
    return json({ help, success: true, result: await perform(ctx, parametersOf(pairsOf(ctx.url), ctx.body)) }, { headers: OPEN })
  } catch (error) {
    const refused = asCkan(error)
    if (!refused) throw error
    return json({ help, success: false, error: { __type: refused.type, ...refused.type === 'Validation Error' ? refused.fields : { message: refused.message } } }, { status: refused.status, headers: OPEN })
  }
}

const Action = Type.Object({ action: Type.String({ maxLength: 60 }) })
const SUMMARY = `An action of CKAN's Action API: ${Object.keys(ACTIONS).join(', ')}`
export const ckanRoutes: readonly Route[] = ([['', '/api/action/:action'], ['-3', '/api/3/action/:action']] as const).flatMap(([suffix, path]) => [
  route({ name: `datasets.ckan${suffix}`, method: 'GET', path, policy, params: Action, summary: SUMMARY, handle: act }),
  route({ name: `datasets.ckan-post${suffix}`, method: 'POST', path, policy, params: Action, summary: SUMMARY, crossOrigin: 'CKAN\'s clients post JSON from anywhere; nothing is changed', bodyLimit: 64 * 1024, handle: act }),
])
