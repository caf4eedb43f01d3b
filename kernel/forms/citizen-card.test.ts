import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCitizenCard } from './citizen-card.ts'

const CHIP = '019090000001|091000001|Nguyễn Văn Thử|15031990|Nam|Xóm Giả Định, Tân Cương, Thành phố Thái Nguyên, Thái Nguyên|10072021'
const CARD_2024 = '006185000003||Hoàng Thị Ví Dụ|20101985|Nữ|Thôn Nà Thử, Ba Bể, Thái Nguyên|01082024||||'

describe('the QR text of a citizen card', () => {
  it('of 2021, seven fields', () => {
    expect(readCitizenCard(CHIP)).toEqual({ ok: true, card: {
      personalId: '019090000001', oldId: '091000001', fullName: 'Nguyễn Văn Thử', dateOfBirth: '1990-03-15', gender: 'male',
      address: 'Xóm Giả Định, Tân Cương, Thành phố Thái Nguyên, Thái Nguyên', issuedOn: '2021-07-10', distorted: false,
    } })
  })
  it('of 2024, eleven fields with an empty second one', () => {
    expect(readCitizenCard(`${CARD_2024}\r\n`)).toMatchObject({ ok: true, card: { personalId: '006185000003', fullName: 'Hoàng Thị Ví Dụ', gender: 'female', issuedOn: '2024-08-01', distorted: false } })
  })
  it('with six fields, with or without the place of the old number', () => {
    expect(readCitizenCard('019300000002|Nông Thị Mẫu|02092000|Nữ|Tổ 5, Chợ Chu|01112022')).toMatchObject({ ok: true, card: { fullName: 'Nông Thị Mẫu', address: 'Tổ 5, Chợ Chu', issuedOn: '2022-11-01' } })
    expect(readCitizenCard('019300000002||Nông Thị Mẫu|02092000|Nữ|Tổ 5, Chợ Chu')).toMatchObject({ ok: true, card: { fullName: 'Nông Thị Mẫu', address: 'Tổ 5, Chợ Chu' } })
  })
  it('decomposed letters are put together, others that an input method left are flagged', () => {
    expect(readCitizenCard(CHIP.normalize('NFD'))).toEqual(readCitizenCard(CHIP))
    expect(readCitizenCard(CHIP.replace('Nguyễn Văn Thử', 'Nguyeenx Vawn Thuwr'))).toMatchObject({ ok: true, card: { personalId: '019090000001', distorted: true } })
    expect(readCitizenCard(CARD_2024.replace('Nữ', 'Nuwx'))).toMatchObject({ ok: true, card: { gender: 'female', distorted: true } })
    expect(readCitizenCard(CHIP.replaceAll('|', '¦'))).toMatchObject({ ok: true })
    expect(readCitizenCard(CHIP.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('Đ', 'D'))).toMatchObject({ ok: true, card: { fullName: 'Nguyen Van Thu', distorted: true } })
    // a name may have no marks while the address has
    expect(readCitizenCard(CHIP.replace('Nguyễn Văn Thử', 'Mai Lan Anh'))).toMatchObject({ ok: true, card: { distorted: false } })
  })
  it('passes over what scanners put around it', () => {
    expect(readCitizenCard(`\u0002]Q1${CHIP}\t\r\n`)).toEqual(readCitizenCard(CHIP))
  })
  it.each([
    ['https://example.vn', 'not-a-card'], ['019090000001|091000001|Nguyễn Văn Thử', 'incomplete'],
    [CHIP.replace('019090000001', '01909000001'), 'personal-id'], [CHIP.replace('15031990', '31021990'), 'date-of-birth'],
    [CHIP.replace('15031990', '15031991'), 'date-of-birth'], [CHIP.replace('|Nam|', '|Nữ|'), 'gender'],
  ])('%s is refused: %s', (text, reason) => expect(readCitizenCard(text)).toEqual({ ok: false, reason }))
  it('reads or refuses any text, and never throws', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...CHIP.split('|')))), (parts) => {
      const reading = readCitizenCard(parts.join('|'))
      if (reading.ok) expect(reading.card.personalId).toMatch(/^\d{12}$/)
      else expect(reading.reason).toBeTruthy()
    }))
  })
})
