import { expect, test } from 'vitest'
import { digestOf, readCloudEvent, withSequence } from './cloud-event.ts'

const structured = (value: object) => readCloudEvent({ 'content-type': 'application/cloudevents+json; charset=utf-8' }, Buffer.from(JSON.stringify(value)))
const good = { specversion: '1.0', id: '1', source: '/a', type: 't' }
const reason = (value: object): string | undefined => { const read = structured(value); return read.ok ? undefined : read.reason }

test('structured mode: the four attributes, and nothing that contradicts the standard', () => {
  expect(structured({ ...good, time: '2026-03-01T07:00:00+07:00', data: { a: 1 } })).toMatchObject({ ok: true, event: { id: '1', data: { a: 1 } } })
  for (const bad of [{ ...good, specversion: '0.3' }, { ...good, id: '' }, { ...good, source: undefined }, { ...good, type: 5 }, { ...good, time: 'yesterday' }, { ...good, 'Bad-Name': 1 }, { ...good, sequence: '1' }, { ...good, data: 1, data_base64: 'AA==' }]) expect(reason(bad)).toBeTypeOf('string')
})
test('binary mode: attributes as headers, percent-encoded; data by media type', () => {
  const head = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 't', 'ce-subject': 'Th%C3%A1i' }
  const read = (type: string, body: string) => readCloudEvent({ ...head, 'content-type': type }, Buffer.from(body))
  expect(read('application/json', '{"a":1}')).toMatchObject({ ok: true, event: { subject: 'Thái', datacontenttype: 'application/json', data: { a: 1 } } })
  expect(read('text/plain', 'xin chào')).toMatchObject({ ok: true, event: { data: 'xin chào' } })
  expect(read('application/octet-stream', 'abc')).toMatchObject({ ok: true, event: { data_base64: 'YWJj' } })
  expect(read('application/json', '{').ok).toBe(false)
  expect(readCloudEvent({ 'content-type': 'application/json' }, Buffer.from('{}')).ok).toBe(false)
})
test('the digest does not depend on how the event was written; the position is added as text that sorts', () => {
  const [one, two] = [structured({ ...good, data: { a: 1, b: 2 } }), structured({ data: { b: 2, a: 1 }, type: 't', source: '/a', id: '1', specversion: '1.0' })]
  expect(one.ok && two.ok && digestOf(one.event).equals(digestOf(two.event))).toBe(true)
  expect(JSON.parse(withSequence('{"a":1}', 12))).toEqual({ a: 1, sequence: '0000000000000012' })
})
