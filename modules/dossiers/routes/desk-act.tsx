import type { VNode } from 'preact'
import type { Static, TSchema } from 'typebox'
import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, type FieldFault } from '../../../kernel/errors.ts'
import { saveFile } from '../../../kernel/files/index.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { json, page, redirect, route, type Ctx, type IncomingFile, type Reply, type Route } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { say, type Fault as PageFault, type Lang } from '../../../ui/index.ts'
import { stemOf, type Done } from '../acts/perform.ts'
import { ACT_ROWS, type Act } from '../domain/action-table.ts'
import { openForDesk, type DeskDossier } from '../desk-dossier.ts'
import { actPage, conflictPage } from '../pages/desk/act-page.tsx'
import { dossierHref } from '../pages/desk/frame.tsx'
import type { ComponentDefinition } from '../../procedures/index.ts'
import type { DossierServices } from '../services.ts'
import { receiveUploads } from '../uploads.ts'
import { numberIn, textIn, UUID } from '../form-input.ts'
import { DossierId, officerOf, openDesk, PostedForm, rolesOf } from './desk-common.ts'

/** What every act may be told besides its own input. */
export const ACT_COMMON = { version: Type.Optional(Type.Integer({ minimum: 0, description: 'the version that was read; a dossier changed since answers `conflict`' })), idempotencyKey: Type.Optional(Type.String({ format: 'uuid', description: 'the same key does the act once' })) }
export const DoneSchema = Type.Object({ id: Type.String(), version: Type.Integer(), processing: Type.String(), code: Type.Union([Type.String(), Type.Null()]), warnings: Type.Array(Type.String()) })

export interface ActScene { readonly dossier: DeskDossier; readonly lang: Lang; /** as typed, or the first values */ readonly typed: unknown; readonly faults: readonly PageFault[] }
export interface OfficerCall { readonly actor: OfficerActor; readonly dossierId: string }

/** One act of the desk: a page with its form, its post, and its twin in the API; all meet in the same act. */
export interface ActDefinition<S extends TSchema> {
  readonly act: Act
  /** last part of the page's address */
  readonly slug: string
  /** JSON body of the API */
  readonly body: S
  /** input out of the posted form */
  readonly read: (form: unknown, dossier: DeskDossier) => Static<S>
  readonly run: (services: DossierServices, call: OfficerCall, input: Static<S>) => Promise<Done>
  readonly done: (dossier: DeskDossier, done: Done) => Text
  /** the form's fields; absent: only to be confirmed */
  readonly fields?: (scene: ActScene) => VNode
  readonly first?: (dossier: DeskDossier, query: unknown, lang: Lang) => unknown
  readonly title?: Text
  readonly lead?: Text
  readonly submit?: Text
  readonly tone?: 'warning'
  /** acts that citizens do too have their desk twin under another address */
  readonly shared?: boolean
  /** files of the form by field name; `component.<id>` */
  readonly acceptsFiles?: { readonly maxBytes: number; readonly maxFiles: number }
  /** own stem where one page does two acts */
  readonly stem?: string
  /** a press that only looks: draws the form again with what was typed */
  readonly looks?: (form: unknown) => boolean
}

export const withoutUndefined = (form: unknown): { version?: number; idempotencyKey?: string } => {
  const version = numberIn(form, 'version')
  const once = textIn(form, 'once')
  return { ...(version === undefined ? {} : { version }), ...(UUID.test(once) ? { idempotencyKey: once } : {}) }
}

/** The faults of a form in the shape pages show them. */
export const faultsFrom = (fault: Fault, lang: Lang): PageFault[] => fault.details.fields?.length
  ? fault.details.fields.map(({ field, message }) => ({ field, text: say(message, lang) })) : [{ text: say(fault.details.detail ?? fault.details.title, lang) }]

/** Stores what came with a form at the desk, by the paper it belongs to; a file that cannot be taken is a fault of its paper. */
export async function takeFiles(services: DossierServices, actor: OfficerActor, components: readonly ComponentDefinition[], incoming: readonly IncomingFile[], ownerScope: string): Promise<{ readonly taken: readonly { componentId: string; fileId: string }[]; readonly faults: readonly FieldFault[] }> {
  const taken: { componentId: string; fileId: string }[] = []
  const faults: FieldFault[] = []
  for (const component of components) {
    const mine = incoming.filter(file => file.field === `component.${component.id}` && file.size > 0)
    if (mine.length === 0) continue
    const received = await receiveUploads(services.files, mine, { accept: component.accept, uploadedBy: actor.accountId, ownerScope, at: services.platform.now() })
    if (!received.ok) { faults.push({ field: component.id, code: 'file', message: received.message }); continue }
    await transact(services.platform.db, actor, async tx => { for (const file of received.files) await saveFile(tx, file) })
    taken.push(...received.files.map(file => ({ componentId: component.id, fileId: file.id })))
  }
  return { taken, faults }
}

/** GET form, POST form and API of one act. */
export function actRoutes<S extends TSchema>(services: DossierServices, definition: ActDefinition<S>): readonly Route[] {
  const { act, slug } = definition
  const stem = definition.stem ?? stemOf(act).replace('dossiers.', '')
  const policy = { who: 'officer', roles: rolesOf(act) } as const
  const title = definition.title ?? ACT_ROWS[act].name
  const draw = async (ctx: Pick<Ctx, 'actor' | 'session' | 'lang' | 'url' | 'flash' | 'now'>, dossier: DeskDossier, typed: unknown, faults: readonly PageFault[], status?: number, once?: string): Promise<Reply> => page(actPage(await openDesk(services, ctx), {
    dossier, act, title: say(title, ctx.lang), lead: definition.lead && say(definition.lead, ctx.lang), submit: say(definition.submit ?? title, ctx.lang), tone: definition.tone, multipart: definition.acceptsFiles !== undefined, faults,
    action: dossierHref(dossier.view.dossier.id, `/${slug}`), once: once || newId(ctx.now.getTime()), posted: faults.length > 0 || once !== undefined, fields: definition.fields?.({ dossier, lang: ctx.lang, typed, faults }),
  }), status === undefined ? {} : { status })
  return [
    route({
      name: `dossiers.desk-${stem}-page`, method: 'GET', path: `/ban-lam-viec/ho-so/:id/${slug}`, policy, params: DossierId, query: PostedForm,
      handle: async ctx => {
        const dossier = await openForDesk(services, officerOf(ctx), ctx.params.id, 'act')
        return draw(ctx, dossier, definition.first?.(dossier, ctx.query, ctx.lang) ?? {}, [])
      },
    }),
    route({
      name: `dossiers.desk-${stem}`, method: 'POST', path: `/ban-lam-viec/ho-so/:id/${slug}`, policy, params: DossierId, body: PostedForm, ...(definition.acceptsFiles ? { acceptsFiles: definition.acceptsFiles } : {}),
      handle: async ctx => {
        const actor = officerOf(ctx)
        const before = await openForDesk(services, actor, ctx.params.id, 'act')
        // after a lost race: the form once more, over what is there now, under a new key
        if (textIn(ctx.body, 'look') === 'again') return draw(ctx, before, ctx.body, [])
        if (definition.looks?.(ctx.body)) return draw(ctx, before, ctx.body, [], undefined, textIn(ctx.body, 'once'))
        try {
          const { taken, faults } = await takeFiles(services, actor, before.components, ctx.files, `dossier:${ctx.params.id}`)
          if (faults.length > 0) throw new Fault('invalid', { status: 422, title: { vi: 'Có tệp không nhận được', en: 'A file was not accepted' }, fields: faults })
          const input = definition.read(taken.length > 0 ? { ...Object.fromEntries(Object.entries(ctx.body)), taken } : ctx.body, before)
          const done = await definition.run(services, { actor, dossierId: ctx.params.id }, { ...input, ...withoutUndefined(ctx.body) })
          return redirect(dossierHref(ctx.params.id), { flash: say(definition.done(await openForDesk(services, actor, ctx.params.id, 'act'), done), ctx.lang) })
        } catch (error) {
          if (!(error instanceof Fault) || error.details.status === 404) throw error
          const dossier = await openForDesk(services, actor, ctx.params.id, 'act')
          if (error.code === 'conflict') return page(conflictPage(await openDesk(services, ctx), { dossier, act, seen: numberIn(ctx.body, 'seen') ?? 0, typed: ctx.body, title: say(title, ctx.lang), action: dossierHref(ctx.params.id, `/${slug}`) }), { status: 409 })
          return draw(ctx, dossier, ctx.body, faultsFrom(error, ctx.lang), error.details.status, textIn(ctx.body, 'once'))
        }
      },
    }),
    ...(definition.stem ? [] : [route({
      name: `dossiers.${definition.shared ? 'desk-api-' : ''}${stem}`, method: 'POST', path: `/api/v1/${definition.shared ? 'desk/' : ''}dossiers/:id/${stem}`, policy, params: DossierId, body: definition.body, response: DoneSchema, summary: `${ACT_ROWS[act].name.en} (${ACT_ROWS[act].legal})`,
      handle: async ctx => json(await definition.run(services, { actor: officerOf(ctx), dossierId: ctx.params.id }, ctx.body)),
    })]),
  ]
}
