import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { sql } from 'kysely'
import { transact, type Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'

const Words = Type.Object({ vi: Type.String({ minLength: 1 }), en: Type.Optional(Type.String()) })
export const SynonymFile = Type.Array(Type.Object({ phrase: Type.String({ minLength: 1 }), replacements: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }) }))
export const LifeEventFile = Type.Array(Type.Object({ slug: Type.String({ pattern: '^[a-z0-9-]+$' }), title: Words, summary: Words, codes: Type.Array(Type.String()) }))

export const SignpostFile = Type.Array(Type.Object({
  slug: Type.String({ pattern: '^[a-z0-9-]+$' }), about: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), names: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), title: Words, advice: Words,
  url: Type.Optional(Type.String({ pattern: '^https://' })), urlText: Type.Optional(Words),
}))

/** `provinces/…/synonyms.json`, `life-events.json` and `signposts.json`, parsed from JSON. */
export interface ProvinceCatalogue { readonly synonyms: unknown; readonly lifeEvents: unknown; readonly signposts?: unknown }
/** How many rows were brought or changed, and how many search words retired. */
export interface LoadReport { readonly synonyms: number; readonly retired: number; readonly lifeEvents: number; readonly signposts: number }

/**
 * Loads the province's search words, events of life and signposts. New ones come in, delivered ones follow the file (words that it no longer has
 * are retired), and whatever an administrator wrote or changed since (version above 1) stays as it is. A second run changes nothing.
 * Throws on a file of the wrong shape.
 */
export async function loadProvinceCatalogue(db: Db, files: ProvinceCatalogue, now: Date): Promise<LoadReport> {
  const synonyms: Static<typeof SynonymFile> = Value.Parse(SynonymFile, files.synonyms)
  const lifeEvents: Static<typeof LifeEventFile> = Value.Parse(LifeEventFile, files.lifeEvents)
  const signposts: Static<typeof SignpostFile> = Value.Parse(SignpostFile, files.signposts ?? [])
  return transact(db, { kind: 'system', name: 'load-province' }, async (tx) => {
    const rows = synonyms.map((each) => ({ id: newId(now.getTime()), phrase: each.phrase.normalize('NFC'), replacements: each.replacements.map((text) => text.normalize('NFC')) }))
    const words = await sql`
      insert into procedures.synonym (id, phrase, replacements, delivered, changed_at)
      select x.id::uuid, x.phrase, x.replacements, true, ${now}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id text, phrase text, replacements text[])
      on conflict (phrase_folded) do update set replacements = excluded.replacements, active = true, changed_at = excluded.changed_at
        where synonym.delivered and synonym.version = 1 and (synonym.replacements <> excluded.replacements or not synonym.active)`.execute(tx)
    const retired = await sql`
      update procedures.synonym set active = false, changed_at = ${now}
      where delivered and version = 1 and active and phrase_folded not in (select kernel.vi_fold(phrase) from unnest(${rows.map((row) => row.phrase)}::text[]) as file(phrase))`.execute(tx)
    const events = await sql`
      insert into procedures.life_event (slug, position, title, summary, codes, changed_at)
      select x.slug, x.position, x.title, x.summary, x.codes, ${now}
      from jsonb_to_recordset(${JSON.stringify(lifeEvents.map((each, position) => ({ ...each, position })))}::jsonb)
        as x(slug text, position integer, title jsonb, summary jsonb, codes text[])
      on conflict (slug) do update set position = excluded.position, title = excluded.title, summary = excluded.summary, codes = excluded.codes, changed_at = excluded.changed_at
        where life_event.version = 1 and (life_event.position, life_event.title, life_event.summary, life_event.codes)
          is distinct from (excluded.position, excluded.title, excluded.summary, excluded.codes)`.execute(tx)
    const signs = await sql`
      insert into procedures.signpost (slug, about, names, title, advice, url, url_text, changed_at)
      select x.slug, x.about, x.names, x.title, x.advice, x.url, x."urlText", ${now}
      from jsonb_to_recordset(${JSON.stringify(signposts)}::jsonb) as x(slug text, about text[], names text[], title jsonb, advice jsonb, url text, "urlText" jsonb)
      on conflict (slug) do update set about = excluded.about, names = excluded.names, title = excluded.title, advice = excluded.advice, url = excluded.url, url_text = excluded.url_text, changed_at = excluded.changed_at
        where signpost.version = 1 and (signpost.about, signpost.names, signpost.title, signpost.advice, signpost.url, signpost.url_text)
          is distinct from (excluded.about, excluded.names, excluded.title, excluded.advice, excluded.url, excluded.url_text)`.execute(tx)
    return { synonyms: Number(words.numAffectedRows ?? 0), retired: Number(retired.numAffectedRows ?? 0), lifeEvents: Number(events.numAffectedRows ?? 0), signposts: Number(signs.numAffectedRows ?? 0) }
  })
}
