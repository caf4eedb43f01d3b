import { expect, it } from 'vitest'
import { signInPath } from './sign-in-path.ts'

it.each(['/ban-lam-viec', '/ban-lam-viec/ho-so/1?xem=lich-su', '/quan-tri/lich/ngay', '/can-bo/tai-khoan', '/lien-thong/quyen', '/kho-du-lieu/tram/nap', '/chi-tieu/bao-cao', '/bang-chi-so/resolution-01/NQ01.01/ho-so'])('leads an officer who stood at %s to the officers’ sign-in', (url) => {
  expect(signInPath(url)).toBe(`/can-bo/dang-nhap?den=${encodeURIComponent(url)}`)
})
it.each(['/', '/ho-so/1/loi-nhan', '/bang-chi-so/resolution-01', '/quan-triet', '/du-lieu/tram-y-te'])('leads everybody else at %s to the citizens’', (url) => {
  expect(signInPath(url)).toBe(`/dang-nhap?den=${encodeURIComponent(url)}`)
})
