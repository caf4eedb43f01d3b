import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Type } from 'typebox'
import { Crowded } from '../../../kernel/confined/index.ts'
import { transact } from '../../../kernel/db/db.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { normaliseDossierCode } from '../domain/code.ts'
import type { CitizenDeps } from '../filing.ts'
import { trackingFormPage, trackingPage, unknownCodePage } from '../pages/citizen/tracking.tsx'
import { words } from '../pages/citizen/texts-public.ts'
import { filePage, resultPage, unknownResultPage, verificationFormPage } from '../pages/citizen/verification.tsx'
import { findPublicResult, findPublicState, findResultOfFile } from '../queries.ts'

const tracking = { who: 'anyone', because: 'state and degree of completion may be looked up without signing in (TT 01/2018 Đ16)' } as const
const verifying = { who: 'anyone', because: 'whoever holds a result may check it' } as const
const Asked = Type.Object({ ma: Type.Optional(Type.String({ maxLength: 300 })) })
const Code = Type.Object({ code: Type.String({ maxLength: 300 }) })
const MOST_BYTES = 10 * 1024 * 1024
/** Of one address: enough for a counter that serves many, too few to try codes one after another. */
const LOOKUPS_PER_MINUTE = 60
const CHECKS_PER_MINUTE = 20

/** A code as typed, pasted, or scanned as the whole address. */
const codeIn = (typed: string): string => normaliseDossierCode(/(?:tra-cuu|xac-thuc)\/([^/?#\s]+)/u.exec(typed)?.[1] ?? typed)

/** What anybody may ask: where a dossier stands, whether a result is authentic. */
export const publicRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.tracking-form', method: 'GET', path: '/tra-cuu', policy: tracking, perMinute: LOOKUPS_PER_MINUTE, query: Asked,
    handle: async ctx => {
      if (ctx.query.ma === undefined) return page(trackingFormPage(frameFor(ctx)))
      const code = codeIn(ctx.query.ma)
      return code === '' ? page(trackingFormPage(frameFor(ctx), '', [{ field: 'ma', text: say(words.codeMissing, ctx.lang) }]), { status: 422 }) : redirect(`/tra-cuu/${encodeURIComponent(code)}`)
    },
  }),
  route({
    name: 'dossiers.tracking-page', method: 'GET', path: '/tra-cuu/:code', policy: tracking, perMinute: LOOKUPS_PER_MINUTE, params: Code,
    handle: async ctx => {
      const code = codeIn(ctx.params.code)
      const found = await transact(ctx.platform.db, ctx.actor, async tx => {
        const state = await findPublicState(tx, code)
        return state && { state, agency: (await agenciesById(tx, [state.agencyId])).get(state.agencyId)?.name ?? '' }
      })
      return found ? page(trackingPage(frameFor(ctx), found.state, found.agency)) : page(unknownCodePage(frameFor(ctx), code), { status: 404 })
    },
  }),
  route({
    name: 'dossiers.verification-form', method: 'GET', path: '/xac-thuc', policy: verifying, query: Asked,
    handle: async ctx => {
      if (ctx.query.ma === undefined) return page(verificationFormPage(frameFor(ctx)))
      const code = codeIn(ctx.query.ma)
      return code === '' ? page(verificationFormPage(frameFor(ctx), '', [{ field: 'ma', text: say(words.resultCodeMissing, ctx.lang) }]), { status: 422 }) : redirect(`/xac-thuc/${encodeURIComponent(code)}`)
    },
  }),
  route({
    name: 'dossiers.verification-page', method: 'GET', path: '/xac-thuc/:code', policy: verifying, perMinute: LOOKUPS_PER_MINUTE, params: Code,
    handle: async ctx => {
      const code = codeIn(ctx.params.code)
      const result = await transact(ctx.platform.db, ctx.actor, tx => findPublicResult(tx, { code }))
      return result ? page(resultPage(frameFor(ctx), result, localDateOf(ctx.now))) : page(unknownResultPage(frameFor(ctx), code), { status: 404 })
    },
  }),
  route({
    name: 'dossiers.verify-file', method: 'POST', path: '/xac-thuc', policy: verifying, perMinute: CHECKS_PER_MINUTE, acceptsFiles: { maxBytes: MOST_BYTES, maxFiles: 1 },
    handle: async ctx => {
      const [file] = ctx.files
      const fault = !file || file.size === 0 ? words.fileMissing : file.truncated ? words.fileLarge : undefined
      if (!file || fault) return page(verificationFormPage(frameFor(ctx), '', [{ field: 'file', text: say(fault ?? words.fileMissing, ctx.lang) }]), { status: 422 })
      // read, judged, and gone with the request: nothing of it is kept
      const bytes = await readFile(file.path)
      const hash = createHash('sha256').update(bytes).digest()
      const verification = await deps.verifier.verify({ bytes, anchors: { ...deps.signing.anchors, revocationLists: await deps.signing.revocationLists() }, now: ctx.now }, ctx.ip).catch((error: unknown) => { if (error instanceof Crowded) return undefined; throw error })
      if (!verification) return page(verificationFormPage(frameFor(ctx), '', [{ field: 'file', text: say(words.crowded, ctx.lang) }]), { status: 429, headers: { 'retry-after': '30' } })
      const registered = await transact(ctx.platform.db, ctx.actor, tx => findResultOfFile(tx, hash, verification))
      return page(filePage(frameFor(ctx), { name: file.name, size: file.size, hash: hash.toString('hex'), verification, registered, today: localDateOf(ctx.now) }))
    },
  }),
]
