import { readFile } from 'node:fs/promises'
import { Type } from 'typebox'
import { demand, readerOf } from '../../../kernel/forms/schema.ts'
import { loadCalendar, showHours } from '../../calendar/index.ts'
import type { Feed } from './feed.ts'

/** Days off and make-up days of the province; an agency's own days stay its own matter. */
export const daysFeed: Feed = { name: 'working-days', read: async (tx, { today }) => ({ mode: 'snapshot', effectiveOn: today,
  rows: [...(await loadCalendar(tx)).days.values()].map(each => ({ ngay: each.date, loai: each.type, ly_do: each.kind, ten: each.name, can_cu: each.source, do_chac: each.confidence, gio_lam: each.windows ? showHours(each.windows) : null })) }) }

interface BankFile { readonly source: string; readonly banks: readonly (readonly [bin: string, code: string, shortName: string, name: string, swift: string])[] }
const Word = Type.String()
const readBanks = readerOf<BankFile>(Type.Object({ source: Type.String({ minLength: 1 }), banks: Type.Array(Type.Tuple([Type.String({ pattern: '^\\d{6}$' }), Word, Word, Word, Word])) }, { additionalProperties: false }))
const FILE = new URL('../data/banks.json', import.meta.url)

export const banksFeed: Feed = { name: 'banks', read: async (_tx, { today }) => {
  const { banks, source } = demand('banks.json', readBanks(JSON.parse(await readFile(FILE, 'utf8'))))
  return { mode: 'snapshot', effectiveOn: today, rows: banks.map(([bin, code, shortName, name, swift]) => ({ bin, ma: code, ten_ngan: shortName, ten: name, swift: swift === '' ? null : swift, nguon: source })) }
} }
