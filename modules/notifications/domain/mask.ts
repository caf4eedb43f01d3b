/** Enough of an address to know it again, too little to write to: `ngu…@example.vn`, `0912…789`. */
export function maskAddress(address: string): string {
  const at = address.indexOf('@')
  return at > 0 ? `${address.slice(0, Math.min(3, at - 1))}…${address.slice(at)}` : `${address.slice(0, 4)}…${address.slice(-3)}`
}

/** Facts to show a wording with; nobody's. */
export const SAMPLE_FACTS = { code: 'H55.144-260310-0001', procedure: 'Đăng ký khai sinh', agency: 'UBND xã Tân Cương', holder: 'UBND xã Tân Cương', due: '16:00, thứ Năm 12/03/2026', reason: 'Ảnh giấy chứng sinh bị mờ, bạn chụp lại giúp.', link: 'https://dichvucong.example.vn/ho-so/…', name: 'Nguyễn Thị Mẫu' } as const
