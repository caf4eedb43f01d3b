import { expect, test } from 'vitest'
import { NO_PREVIOUS, readNote, writeNote, type BatchNote } from './note.ts'

const note: BatchNote = { origin: 'tinhso.thainguyen', gateway: 'gw-1', seq: 7, previous: NO_PREVIOUS, records: 3, root: 'ab'.repeat(32), at: '2026-11-29T01:02:03.004Z' }

test('a note is read as it was written', () => {
  expect(readNote(writeNote(note))).toEqual(note)
})
test('anything but the one form is no note', () => {
  const text = writeNote(note)
  for (const bad of ['', text.slice(0, -1), `${text}\n`, text.replace('seq: 7', 'seq: 07'), text.replace('records: 3', 'records: 0'), text.replace(/ab/g, 'AB'), text.replace('\n', '\r\n'), text.replace('/1', '/2')]) expect(readNote(bad)).toBeUndefined()
})
