import { Type } from 'typebox'
import { demand, readerOf } from '../../kernel/forms/schema.ts'
import type { SystemActor } from '../../kernel/actor.ts'
import { recordReadings, type SourceReading } from './acts/record-readings.ts'
import type { Call } from './acts/indicator-work.ts'
import type { DefinitionFile } from './read-frameworks.ts'

const closed = { additionalProperties: false } as const
interface ReadingFile { readonly source: string; readonly unit: string; readonly readings: readonly { readonly element: string; readonly period: string; readonly value: number; readonly category?: string; readonly unit?: string; readonly comment?: string }[] }
const readFile = readerOf<ReadingFile>(Type.Object({
  source: Type.String({ minLength: 1 }), unit: Type.String({ minLength: 1 }),
  readings: Type.Array(Type.Object({ element: Type.String(), period: Type.String(), value: Type.Number(), category: Type.Optional(Type.String()), unit: Type.Optional(Type.String()), comment: Type.Optional(Type.String()) }, closed)),
}, closed))

/**
 * Figures that a published document states: `provinces/<name>/readings/*.json`, each file of one document, which becomes the readings' source. What stands
 * already, or was corrected since by somebody, stays. Answers how many are new.
 */
export async function loadReadings(call: Call<SystemActor>, files: readonly DefinitionFile[]): Promise<number> {
  const readings = files.flatMap(({ name, content }): readonly SourceReading[] => {
    const { source, unit, readings: own } = demand(name, readFile(content))
    return own.map(reading => ({ ...reading, unitCode: reading.unit ?? unit, source: 'document', ref: source }))
  })
  return recordReadings(call, readings, { onlyNew: true })
}
