import { render } from 'preact-render-to-string'
import { expect, it } from 'vitest'
import { Select } from './choices.tsx'

const options = (value: string | undefined, own: readonly string[]): string => render(<Select name="a" label="A" value={value} options={own.map(each => ({ value: each, label: each || 'tất cả' }))} />).replace(/.*?<select[^>]*>(.*)<\/select>.*/s, '$1')

it('has one empty choice: the placeholder, or the option that is one', () => {
  expect(options(undefined, ['x'])).toBe('<option value selected>Chọn</option><option value="x">x</option>')
  expect(options('x', ['x'])).toBe('<option value>Chọn</option><option value="x" selected>x</option>')
  expect(options(undefined, ['', 'x'])).toBe('<option value selected>tất cả</option><option value="x">x</option>')
})
