/** Brands of the container that iPhones put pictures in (ISO/IEC 23008-12 annex B); AVIF has brands of its own and is none of them. */
const BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']

/** Whether bytes begin as a HEIC picture does; cheap enough to ask before a process is chosen. */
export function isHeic(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.length)).toString('latin1')
  return head.slice(4, 8) === 'ftyp' && BRANDS.includes(head.slice(8, 12))
}
