import { Type, type Static } from 'typebox'
import type { OfficerActor } from '../actor.ts'
import { notAllowed, type FieldFault } from '../errors.ts'
import { readDate } from '../forms/dates.ts'
import type { Ctx } from './route.ts'

/** A posted form whose faults the page itself explains: any names, texts only. */
export const FormFields = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]))
export type Fields = Readonly<Static<typeof FormFields>>

/** One text, trimmed; '' when absent. */
export function fieldOf(fields: Fields, name: string): string {
  const value = fields[name]
  return (Array.isArray(value) ? value[0] ?? '' : value ?? '').trim()
}
/** Every ticked value of a name. */
export function listOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
/** The version that the form showed; NaN when it was tampered with, which equals no version. */
export const versionOf = (fields: Fields): number => Number(fieldOf(fields, 'version') || 'NaN')

/** Several forms of one shape on one page name their fields after their row (`lastDay-7f3a`): this is what the form of `row` says. */
export const fieldsOfRow = (fields: Fields, row: string): Fields => Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => row !== '' && name.endsWith(`-${row}`) ? [[name.slice(0, -row.length - 1), value]] : []))
export const faultsOfRow = <F extends { readonly field?: string | undefined }>(faults: readonly F[], row: string): readonly F[] => faults.map(fault => fault.field === undefined ? fault : { ...fault, field: `${fault.field}-${row}` })

/** Collects what is wrong with a form, so that everything is told at once. */
export class Reading {
  readonly faults: FieldFault[] = []
  readonly fields: Fields
  readonly today: string
  constructor(fields: Fields, today: string) { this.fields = fields; this.today = today }

  fault(field: string, vi: string, en: string, code = 'invalid'): void { this.faults.push({ field, code, message: { vi, en } }) }
  text(name: string, most: number): string {
    const value = fieldOf(this.fields, name)
    if (value.length > most) this.fault(name, `Dài quá ${most} ký tự. Hãy rút gọn.`, `Longer than ${most} characters. Shorten it.`, 'too-long')
    return value
  }
  needed(name: string, most: number, vi: string, en: string): string {
    const value = this.text(name, most)
    if (value === '') this.fault(name, vi, en, 'required')
    return value
  }
  /** `dd/mm/yyyy` as people type it; null when left empty. */
  day(name: string): string | null {
    const typed = fieldOf(this.fields, name)
    if (typed === '') return null
    const day = readDate(typed, this.today)
    if (day === undefined) this.fault(name, `“${typed}” không phải là ngày. Gõ ngày/tháng/năm, ví dụ 01/07/2025.`, `"${typed}" is no date. Type day/month/year, for example 01/07/2025.`, 'date')
    return day ?? null
  }
  neededDay(name: string, vi: string, en: string): string {
    const before = this.faults.length
    const day = this.day(name)
    if (day === null && this.faults.length === before) this.fault(name, vi, en, 'required')
    return day ?? ''
  }
}

/** The policy of the route has let only officers pass; the types learn it here. */
export function officerIn(ctx: Pick<Ctx, 'actor'>): OfficerActor {
  if (ctx.actor.kind !== 'officer') throw notAllowed()
  return ctx.actor
}

/** An administrator answers for every agency, a unit administrator for the own one and those below it. */
export const mayAdminister = (actor: OfficerActor, agencyId: string): boolean =>
  actor.roles.includes('administrator') || (actor.roles.includes('unit-administrator') && actor.scopeAgencyIds.includes(agencyId))
