import { sql } from 'kysely'
import { conflict, invalid, notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import { faultsOf, type Framework } from '../domain/framework.ts'
import type { Definitions } from '../read-frameworks.ts'
import { isCounted } from '../service-facts.ts'
import { definersOnly, fault, inIndicators, record, t, type Call, type Work } from './indicator-work.ts'

const elementsOf = async (tx: Tx): Promise<readonly ElementDefinition[]> => (await t(tx).selectFrom('indicators.element').select('definition').execute()).map(({ definition }) => definition)

/** What the platform and the province pack deliver. Published versions stay as they are: a changed file wants a new version. A second run changes nothing. Answers what was added. */
export async function loadFrameworks(call: Call, { elements, frameworks }: Definitions): Promise<{ readonly elements: number; readonly frameworks: number }> {
  return inIndicators(call, async work => {
    let added = 0
    for (const element of elements) added += Number((await t(work.tx).insertInto('indicators.element').values({ code: element.code, definition: JSON.stringify(element), public: element.public })
      .onConflict(on => on.column('code').doUpdateSet(eb => ({ definition: eb.ref('excluded.definition'), public: eb.ref('excluded.public'), version: sql<number>`element.version + 1` })).where(sql<boolean>`element.definition is distinct from excluded.definition`)).executeTakeFirst()).numInsertedOrUpdatedRows ?? 0)
    let published = 0
    for (const framework of frameworks) {
      const { code, version } = framework.definition
      const here = await t(work.tx).selectFrom('indicators.framework').select('id').where('code', '=', code).where('edition', '=', version).executeTakeFirst()
      if (here) continue
      const id = await addFramework(work, framework, 'delivery')
      await t(work.tx).updateTable('indicators.framework').set({ state: 'published', published_at: work.at }).where('id', '=', id).execute()
      published += 1
    }
    if (added + published > 0) await record(work, 'load-frameworks', { object: { type: 'framework', id: 'delivery' }, payload: { elements: added, frameworks: published } })
    return { elements: added, frameworks: published }
  })
}

async function addFramework({ tx, at }: Work, { definition, indicators }: Framework, origin: 'delivery' | 'office'): Promise<string> {
  const id = newId(at.getTime())
  await t(tx).insertInto('indicators.framework').values({ id, code: definition.code, edition: definition.version, definition: JSON.stringify(definition), state: 'draft', origin, valid_from: definition.validFrom, valid_to: definition.validTo, version: 1, created_at: at, published_at: null }).execute()
  await addIndicators(tx, id, indicators)
  return id
}
async function addIndicators(tx: Tx, frameworkId: string, indicators: Framework['indicators']): Promise<void> {
  if (indicators.length > 0) await t(tx).insertInto('indicators.indicator').values(indicators.map((definition, place) => ({ id: newId(), framework_id: frameworkId, code: definition.code, place, definition: JSON.stringify(definition) }))).execute()
}

/** Writes a draft version, whole: what `readFramework` and `readIndicator` accepted. Answers its id and version. */
export async function putFramework(call: Call, framework: Framework, version: number | null): Promise<{ readonly id: string; readonly version: number }> {
  definersOnly(call.actor)
  return inIndicators(call, async work => {
    await refuseFaults(work.tx, framework)
    const { code, version: edition } = framework.definition
    const here = await t(work.tx).selectFrom('indicators.framework').selectAll().where('code', '=', code).where('edition', '=', edition).forUpdate().executeTakeFirst()
    if ((here?.version ?? null) !== version) throw changedMeanwhile
    if (here && here.state !== 'draft') throw conflict({ vi: 'Phiên bản này đã ban hành nên không sửa được. Hãy soạn phiên bản mới.', en: 'This version is published and is not changed. Write a new one.' })
    const id = here?.id ?? await addFramework(work, framework, 'office')
    if (here) {
      await t(work.tx).updateTable('indicators.framework').set({ definition: JSON.stringify(framework.definition), valid_from: framework.definition.validFrom, valid_to: framework.definition.validTo, version: here.version + 1 }).where('id', '=', id).execute()
      await t(work.tx).deleteFrom('indicators.indicator').where('framework_id', '=', id).execute()
      await addIndicators(work.tx, id, framework.indicators)
    }
    await record(work, 'put-framework', { object: { type: 'framework', id }, payload: { code, edition, indicators: framework.indicators.length }, ...(here ? { before: { version: here.version, content: JSON.parse(JSON.stringify(here.definition)) } } : {}) })
    return { id, version: (here?.version ?? 0) + 1 }
  })
}

async function refuseFaults(tx: Tx, framework: Framework): Promise<void> {
  const faults = faultsOf(framework, await elementsOf(tx), isCounted)
  if (faults.length > 0) throw invalid(faults.map(({ at, message }) => fault(at, message.vi, message.en)))
}

/** From now on it counts, and its wording stays. */
export async function publishFramework(call: Call, id: string, version: number): Promise<void> {
  definersOnly(call.actor)
  await inIndicators(call, async work => {
    const row = await t(work.tx).selectFrom('indicators.framework').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row) throw notFound()
    if (row.version !== version) throw changedMeanwhile
    if (row.state !== 'draft') throw conflict({ vi: 'Phiên bản này đã ban hành.', en: 'This version is published already.' })
    const indicators = (await t(work.tx).selectFrom('indicators.indicator').select('definition').where('framework_id', '=', id).orderBy('place').execute()).map(({ definition }) => definition)
    await refuseFaults(work.tx, { definition: row.definition, indicators })
    await t(work.tx).updateTable('indicators.framework').set({ state: 'published', published_at: work.at, version: version + 1 }).where('id', '=', id).execute()
    await record(work, 'publish-framework', { object: { type: 'framework', id }, payload: { code: row.code, edition: row.edition } })
  })
}
