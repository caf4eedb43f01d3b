import { headerOf, json, tokens, type Register } from './answer.ts'
import { SIMULATED } from './credentials.ts'

const gate = tokens(SIMULATED.categories.user, SIMULATED.categories.secret)
const CATEGORIES = [
  { MaDanhMuc: 'DM_DAN_TOC', TenDanhMuc: 'Danh mục dân tộc', PhienBan: '1979', PhanTu: [['01', 'Kinh'], ['02', 'Tày'], ['03', 'Thái'], ['04', 'Hoa'], ['06', 'Mường'], ['07', 'Nùng'], ['08', 'Mông'], ['09', 'Dao'], ['11', 'Ngái'], ['15', 'Sán Chay'], ['18', 'Sán Dìu']] },
  { MaDanhMuc: 'DM_GIOI_TINH', TenDanhMuc: 'Danh mục giới tính', PhienBan: '1', PhanTu: [['1', 'Nam'], ['2', 'Nữ'], ['3', 'Chưa xác định']] },
  { MaDanhMuc: 'DM_TINH_TRANG_HON_NHAN', TenDanhMuc: 'Danh mục tình trạng hôn nhân', PhienBan: '1', PhanTu: [['1', 'Chưa kết hôn'], ['2', 'Đang có vợ/chồng'], ['3', 'Đã ly hôn'], ['4', 'Góa']] },
]

/** The shared lists of the national exchange (danh mục dùng chung). Nobody is in them: reading needs no login, but whoever shows one must show a good one. */
export const categories: Register = asked => {
  if (asked.path === '/token') return gate.give(asked)
  if (headerOf(asked.request, 'authorization') !== '' && !gate.holds(asked)) return json(401, { fault: { code: 900_901, message: 'Invalid Credentials' } })
  if (asked.path === '/AllCategory') return json(200, { data: CATEGORIES.map(({ MaDanhMuc, TenDanhMuc, PhienBan }) => ({ MaDanhMuc, TenDanhMuc, PhienBan })) })
  const one = asked.path === '/Category' ? CATEGORIES.find(each => each.MaDanhMuc === asked.url.searchParams.get('ma')) : undefined
  return one ? json(200, { data: one.PhanTu.map(([Ma, Ten]) => ({ Ma, Ten })) }) : json(404, { data: null })
}
