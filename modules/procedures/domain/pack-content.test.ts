import { expect, test } from 'vitest'
import { aCase, aPack } from './pack-builder.ts'
import { contentOfPack } from './pack-content.ts'

const channelsOf = (...cases: Parameters<typeof aCase>[0][]): unknown => contentOfPack(aPack({ cases: cases.map((each, at) => aCase({ ...each, id: `c${at}` })) })).content.channels

test('terms that are alike in every case stand once', () => {
  const terms = { time: { value: 1, unit: 'SAME_DAY' }, fees: [] } as const
  expect(channelsOf({ channels: { online: terms } }, { channels: { online: terms } })).toEqual([
    { channel: 'online', time: { value: 1, unit: 'SAME_DAY' }, fees: [{ amount: 0, currency: 'VND', note: '' }], note: '' },
  ])
})
test('terms that differ name their case', () => {
  const [short, long] = [1, 5].map((value) => ({ counter: { time: { value, unit: 'WORKING_DAY' as const }, fees: [] } }))
  expect(channelsOf({ title: { vi: 'Một' }, channels: short ?? {} }, { title: { vi: 'Hai' }, channels: long ?? {} })).toMatchObject([{ case: 'Một', time: { value: 1 } }, { case: 'Hai', time: { value: 5 } }])
})
test('a channel that only one case has names that case', () => {
  const terms = { time: { value: 2, unit: 'DAY' }, fees: [] } as const
  expect(channelsOf({ title: { vi: 'Một' }, channels: { post: terms } }, { channels: {} })).toMatchObject([{ channel: 'post', case: 'Một' }])
})
test('fees say their tariff, and that the province has not confirmed them', () => {
  const fee = { id: 'f', name: { vi: 'Lệ phí' }, kind: 'charge', amount: 8000, note: { vi: 'Một bản.' }, unconfirmed: true } as const
  expect(channelsOf({ channels: { counter: { time: { value: 1, unit: 'DAY' }, fees: [fee] } } })).toMatchObject([{ fees: [{ amount: 8000, note: 'Lệ phí; Một bản; mức thu của tỉnh chưa được xác nhận' }] }])
  expect(channelsOf({ channels: { counter: { time: { value: 1, unit: 'DAY' }, fees: [{ ...fee, amount: 0 }] } } })).toMatchObject([{ fees: [{ amount: null, note: 'Lệ phí; Một bản; mức thu của tỉnh chưa được xác nhận' }] }])
  expect(channelsOf({})).toMatchObject([{ fees: [{ amount: 2000, note: 'Phí bản sao; mỗi trang, từ trang 3 là 1.000 đồng, tối đa 200.000 đồng một bản' }] }, {}])
})
