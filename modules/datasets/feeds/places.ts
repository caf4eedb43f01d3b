import { registerOfAgencies, registerOfSuccessions, registerOfUnits } from '../../organisations/index.ts'
import type { Feed } from './feed.ts'

/** Where a row came from, as people read it. */
const source = (text: string): string => text === 'province-pack' ? 'Gói dữ liệu của tỉnh' : text
/** The register of units says the last day on which a name held; rows say the first on which it no longer did. */
const dayAfter = (day: string | null): string | null => day === null ? null : new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

export const unitsFeed: Feed = { name: 'administrative-units', read: async (tx, { today }) => ({ mode: 'upsert', effectiveOn: today,
  rows: (await registerOfUnits(tx)).map(each => ({ ma: each.code, ten: each.name, cap: each.level, loai: each.kind, ma_cap_tren: each.parentCode, can_cu: source(each.source), valid_from: each.validFrom, valid_to: dayAfter(each.validTo) })) }) }

export const successionsFeed: Feed = { name: 'unit-successions', read: async (tx, { today }) => ({ mode: 'snapshot', effectiveOn: today,
  rows: (await registerOfSuccessions(tx)).map(each => ({ cap: each.level, ma_cu: each.oldCode, ma_moi: each.newCode, tu_ngay: each.onDate, mot_phan: each.partial, can_cu: source(each.source) })) }) }

export const agenciesFeed: Feed = { name: 'agencies', read: async (tx, { today }) => ({ mode: 'upsert', effectiveOn: today,
  rows: (await registerOfAgencies(tx)).map(each => ({ ma: each.code, ten: each.name, loai: each.kind, cap: each.level, ma_cap_tren: each.parentCode, ma_don_vi: each.unitCode, dia_chi: each.address, dien_thoai: each.phone, thu_dien_tu: each.email, valid_from: each.validFrom, valid_to: dayAfter(each.validTo) })) }) }
