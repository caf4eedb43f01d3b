import type { SystemActor } from '../../kernel/actor.ts'
import { read } from '../../kernel/db/db.ts'
import { demand } from '../../kernel/forms/schema.ts'
import type { Call } from './acts/indicator-work.ts'
import { putForm } from './acts/put-form.ts'
import { readForm } from './form-files.ts'
import { findForm } from './queries/forms.ts'
import type { DefinitionFile } from './read-frameworks.ts'

/** Forms that a province pack brings (`provinces/<name>/forms/*.json`). One that is there already stays as the province has made it. Answers how many are new. */
export async function loadForms(call: Call<SystemActor>, files: readonly DefinitionFile[]): Promise<number> {
  let added = 0
  for (const { name, content } of files) {
    const form = demand(name, readForm(content))
    if (await read(call.platform.db, call.actor, tx => findForm(tx, form.code)) !== undefined) continue
    await putForm(call, form, null)
    added += 1
  }
  return added
}
