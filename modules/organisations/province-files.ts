import { Type } from 'typebox'
import { OFFICER_ROLES, type OfficerRole } from '../../kernel/actor.ts'
import { type Parsed, readerOf } from '../../kernel/forms/schema.ts'
import { UNIT_LEVELS, type UnitPeriod, type UnitSuccession } from './domain/units.ts'
import type { GovernmentLevel } from './tables.ts'

/** What a province delivers of its organisation (`provinces/<name>/{units,agencies,demo-people}.json`). */
export interface AgencyEntry { readonly code: string; readonly verified: boolean; readonly name: string; readonly kind: string; readonly level: GovernmentLevel; readonly parent: string | null; readonly unitCode?: string; readonly address?: string; readonly phone?: string; readonly email?: string }
/** Who receives a procedure; `competent` is `same` (the receiver decides) or the kind of the one agency that does. */
export interface OfferRule { readonly code: string; readonly receivingKinds: readonly string[]; readonly competent: string; readonly boundaryFree: boolean }
export interface AgencyFile { readonly validFrom: string; readonly agencies: readonly AgencyEntry[]; readonly offers: readonly OfferRule[] }
export interface PersonEntry { readonly username: string; readonly name: string; readonly agency: string; readonly unitName: string; readonly title: string; readonly roles: readonly OfficerRole[]; /** where to be reached at work */ readonly email?: string }
export interface PeopleFile { readonly validFrom: string; readonly people: readonly PersonEntry[] }
interface UnitFile { readonly units: readonly (readonly [UnitPeriod['level'], string, string, string, string | null, string, string | null])[]; readonly successions: readonly (readonly [UnitPeriod['level'], string, string, string, boolean])[] }

const closed = { additionalProperties: false } as const
const Line = Type.String({ minLength: 1 })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Level = Type.Union(UNIT_LEVELS.map((level) => Type.Literal(level)))
const notes = { source: Line, note: Type.Optional(Line) }
const OrNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()])

export const readAgencyFile = readerOf<AgencyFile>(Type.Object({
  ...notes, validFrom: Day, offersNote: Type.Optional(Line),
  agencies: Type.Array(Type.Object({
    code: Type.String({ pattern: '^[A-Z0-9.]{3,35}$' }), verified: Type.Boolean(), name: Line, kind: Line, level: Level, parent: OrNull(Type.String()),
    unitCode: Type.Optional(Line), address: Type.Optional(Line), phone: Type.Optional(Line), email: Type.Optional(Line),
  }, closed)),
  offers: Type.Array(Type.Object({ code: Line, receivingKinds: Type.Array(Line, { minItems: 1 }), competent: Line, boundaryFree: Type.Boolean() }, closed)),
}, closed))

export const readPeopleFile = readerOf<PeopleFile>(Type.Object({
  ...notes, validFrom: Day,
  people: Type.Array(Type.Object({ username: Line, name: Line, agency: Line, unitName: Type.String(), title: Line, roles: Type.Array(Type.Union(OFFICER_ROLES.map((role) => Type.Literal(role))), { minItems: 1 }), email: Type.Optional(Line) }, closed)),
}, closed))

const readRows = readerOf<UnitFile>(Type.Object({
  ...notes, unitColumns: Type.Array(Line), successionColumns: Type.Array(Line),
  units: Type.Array(Type.Tuple([Level, Line, Line, Line, OrNull(Type.String()), Day, OrNull(Day)])),
  successions: Type.Array(Type.Tuple([Level, Line, Line, Day, Type.Boolean()])),
}, closed))

export interface UnitHistory { readonly units: readonly UnitPeriod[]; readonly successions: readonly UnitSuccession[] }

/** `units.json`, its compact rows spelt out. */
export function readUnitFile(json: unknown): Parsed<UnitHistory> {
  const parsed = readRows(json)
  if (!parsed.ok) return parsed
  const units = parsed.value.units.map(([level, code, name, kind, parentCode, validFrom, validTo]) => ({ level, code, name, kind, parentCode, validFrom, validTo }))
  const successions = parsed.value.successions.map(([level, oldCode, newCode, onDate, partial]) => ({ level, oldCode, newCode, onDate, partial }))
  return { ok: true, value: { units, successions } }
}
