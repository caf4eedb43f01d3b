/** Invented people with known doubles, the same each time: what the matcher finds of them is measured, not guessed. */
export interface Labelled { readonly values: { readonly name: string; readonly born: string; readonly phone: string; readonly number: string; readonly unit: string }; /** rows with the same one are one person */ readonly person: number }

const FAMILY = ['Nguyễn', 'Nguyễn', 'Nguyễn', 'Trần', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Hà', 'Ngô', 'Dương', 'Lý', 'Ma', 'Nông', 'Triệu', 'Lục']
const MIDDLE = ['Văn', 'Văn', 'Thị', 'Thị', 'Đức', 'Minh', 'Ngọc', 'Hữu', 'Thu', 'Quang', 'Xuân', 'Thanh', 'Bá', 'Kim', 'Hồng']
const GIVEN = ['Anh', 'An', 'Bình', 'Cường', 'Dũng', 'Dung', 'Giang', 'Hà', 'Hải', 'Hạnh', 'Hoa', 'Hùng', 'Hưng', 'Hương', 'Huy', 'Lan', 'Linh', 'Long', 'Mai', 'Minh', 'Nam', 'Nga', 'Phúc', 'Phượng', 'Quân', 'Sơn', 'Tâm', 'Thảo', 'Thủy', 'Tú', 'Tuấn', 'Vân', 'Việt', 'Yến']

const SISTERS: Readonly<Record<string, string>> = { Hùng: 'Hưng', An: 'Anh', Dũng: 'Dung', Hà: 'Hải', Nga: 'Ngà', Tú: 'Tuấn', Hoa: 'Hòa', Lan: 'Linh' }

export function labelledPeople(count: number, seed = 7): readonly Labelled[] {
  let x = seed
  const chance = (): number => { x = x + 0x6d2b79f5 | 0; let y = Math.imul(x ^ x >>> 15, 1 | x); y = y + Math.imul(y ^ y >>> 7, 61 | y) ^ y; return ((y ^ y >>> 14) >>> 0) / 4_294_967_296 }
  const pick = <T>(from: readonly T[]): T => { const [found] = from.slice(Math.floor(chance() * from.length)); if (found === undefined) throw new Error('nothing to pick'); return found }
  const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(chance() * 10)).join('')
  const two = (n: number): string => String(n).padStart(2, '0')
  const slip = (text: string): string => { const at = 2 + Math.floor(chance() * (text.length - 3)); return text.slice(0, at) + String((Number(text[at]) + 1) % 10) + text.slice(at + 1) }
  const plain = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
  const rows: Labelled[] = []
  for (let person = 0; person < count; person++) {
    const [family, middle, given] = [pick(FAMILY), pick(MIDDLE), pick(GIVEN)]
    const [year, month, day] = [1940 + Math.floor(chance() * 75), 1 + Math.floor(chance() * 12), 2 + Math.floor(chance() * 27)]
    const values = { name: `${family} ${middle} ${given}`, born: `${two(day)}/${two(month)}/${year}`, phone: chance() < 0.7 ? `09${digits(8)}` : '', number: chance() < 0.8 ? `999${digits(9)}` : '', unit: `05${400 + Math.floor(chance() * 90)}` }
    rows.push({ values, person })
    // hard neighbours that are somebody else: a twin at the same address, a namesake of the same year, a child with the parent's telephone
    const other = (more: Partial<typeof values>): void => { person++; rows.push({ values: { ...values, number: `999${digits(9)}`, ...more }, person }) }
    const dice = chance()
    if (dice < 0.02) other({ name: `${family} ${middle} ${pick(GIVEN.filter(each => each !== given))}`, phone: '' })
    // twins whose names are one slip apart, and nobody wrote their numbers: only a human can tell
    else if (dice < 0.03) other({ name: `${family} ${middle} ${SISTERS[given] ?? given}`, number: '', phone: '', ...SISTERS[given] === undefined ? { born: `15/05/${year + 30}` } : {} })
    else if (dice < 0.05) other({ born: `${two(1 + day % 27)}/${two(1 + month % 12)}/${year}`, phone: '' })
    else if (dice < 0.07) other({ name: `${family} ${pick(MIDDLE)} ${pick(GIVEN.filter(each => each !== given))}`, born: `15/05/${year + 28}` })
    else if (dice < 0.27) {
      const again = pick<Partial<typeof values>>([
        { name: plain(values.name).toUpperCase() }, { name: `${given} ${family} ${middle}`, phone: '' }, { name: `${family} ${given}`, phone: '' }, { name: values.name.replace('Nguyễn', 'Ng.').replace('Thị', 'T.') }, { born: `${two(month)}/${two(day)}/${year}`, number: '' }, { born: String(year), number: '' },
        { number: values.number === '' ? '' : slip(values.number) }, { phone: values.phone === '' ? '' : slip(values.phone), number: '' }, { number: '', phone: '' }, { born: `${two(day)}/${two(month)}/${year + 1}` }, { name: plain(values.name), born: String(year), phone: '' }])
      rows.push({ values: { ...values, ...again }, person: rows.at(-1)?.person ?? person })
    }
  }
  return rows
}
