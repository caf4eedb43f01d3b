import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { TestDb } from '../../kernel/testing/db.ts'
import { setManifest, setSite, siteFrom } from '../../ui/index.ts'
import { loadFrameworks } from './acts/put-framework.ts'
import { loadReadings } from './load-readings.ts'
import { readFrameworks, type DefinitionFile } from './read-frameworks.ts'
import { callOf, SYSTEM } from './testing.ts'

const filesIn = (dir: string): readonly DefinitionFile[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) }))

/** A site, a province `19` with two communes, the delivered frameworks and the figures of 2023. */
export async function someBoards(db: TestDb): Promise<void> {
  const text = { vi: 'Ủy ban nhân dân tỉnh Thử', en: 'Test' }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  for (const [code, level, parent] of [['19', 'province', null], ['05443', 'commune', '19'], ['05446', 'commune', '19']] as const) await sql`insert into organisations.administrative_unit (id, code, name, kind, level, parent_code, valid_from, source) values (${newId()}, ${code}, ${`Đơn vị ${code}`}, 'x', ${level}, ${parent}, '2020-01-01', 'test') on conflict do nothing`.execute(db.owner.kysely)
  await loadFrameworks(callOf(db, SYSTEM), readFrameworks(['modules/indicators/frameworks', 'provinces/thai-nguyen/frameworks'].flatMap(filesIn)))
  await loadReadings(callOf(db, SYSTEM), filesIn('provinces/thai-nguyen/readings'))
}
/** What a person reads. */
export const wordsOf = (html: string): string => html.replace(/<(?:script|style)[^>]*>.*?<\/(?:script|style)>/gs, ' ').replace(/<[^>]+>/g, ' ').replace(/&quot;/g, '"').replace(/&gt;/g, '>').replace(/&amp;/g, '&').replaceAll(' ', ' ').replace(/\s+/g, ' ')
