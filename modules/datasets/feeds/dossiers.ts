import { registerOfPapers, registerOfResults } from '../../dossiers/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import type { Feed } from './feed.ts'

/** Results of dossiers (NĐ 61/2018 Đ25; NĐ 107/2021): numbers, agencies and dates are shared, whose they are is personal. */
export const resultsFeed: Feed = { name: 'dossier-results', read: async (tx, { today, since }) => {
  const results = await registerOfResults(tx, since)
  const agencies = await agenciesById(tx, results.map(each => each.agencyId))
  return { mode: 'upsert', effectiveOn: today, rows: results.map(each => ({ ma: each.code, ma_loai: each.kindCode || null, ket_luan: each.kind, ky_hieu: each.symbol, ten: each.title, chu_the: each.holder, ma_thu_tuc: each.procedureCode, ten_thu_tuc: each.procedureName, ma_ho_so: each.dossierCode, ma_co_quan: agencies.get(each.agencyId)?.code ?? null,
    co_quan: each.agencyName, chuc_vu_ky: each.signerTitle, ngay_ky: each.signedAt.toISOString(), hieu_luc_tu: each.validFrom, hieu_luc_den: each.validTo, trang_thai: each.state, ngay_thu_hoi: each.revokedAt?.toISOString() ?? null, sha256: each.fileSha256 })) }
} }

/** Papers that people gave: what there is of them, never the papers themselves (NĐ 107/2021: tái sử dụng giấy tờ). */
export const papersFeed: Feed = { name: 'dossier-papers', read: async (tx, { today, since }) => {
  const papers = await registerOfPapers(tx, since)
  const agencies = await agenciesById(tx, papers.map(each => each.agencyId))
  return { mode: 'upsert', effectiveOn: today, rows: papers.map(each => ({ ma: each.id, thanh_phan: each.componentId, ma_thu_tuc: each.procedureCode, ma_ho_so: each.dossierCode, chu_the: each.holder, ma_co_quan: agencies.get(each.agencyId)?.code ?? null, nop_luc: each.givenAt.toISOString(), da_thay: each.replaced, loai_tep: each.mediaType, dung_luong: each.bytes, so_trang: each.pages, sha256: each.sha256 })) }
} }
