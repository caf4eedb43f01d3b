import { expect, test } from 'vitest'
import { SaxesParser } from 'saxes'
import { escapeXml } from './escape-xml.ts'

function readBack(text: string): { element: string; attribute: string } {
  const parser = new SaxesParser({ xmlns: true })
  const seen = { element: '', attribute: '' }
  parser.on('error', error => { throw error })
  parser.on('text', piece => { seen.element += piece })
  parser.on('opentag', ({ attributes }) => { seen.attribute = attributes['a']?.value ?? '' })
  parser.write(`<r a="${escapeXml(text)}">${escapeXml(text)}</r>`).close()
  return seen
}

test.each(['Sở "Tài chính" & \'Kế hoạch\' <1> ]]>', 'a\r\nb\tc\n', '𠮷 é', '&amp;'])('%j comes back from an element and an attribute as it was', text => {
  expect(readBack(text)).toEqual({ element: text, attribute: text })
})
test('what XML cannot hold is left out, and the document stays readable', () => {
  expect(readBack('a\u0000b\u000bc\ud800d\uffffe')).toEqual({ element: 'abcde', attribute: 'abcde' })
})
