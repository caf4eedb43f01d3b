import { render } from 'preact-render-to-string'
import { expect, it } from 'vitest'
import { LineChart, type LineChartProps } from './line-chart.tsx'

const drawn = (props: Partial<LineChartProps>): string => render(<LineChart title="Tỷ lệ" summary="Tỷ lệ bốn kỳ" points={[50, 60, undefined, 80, 90].map((value, at) => ({ label: `${at + 1}`, value }))} {...props} />)
const seriesOf = (html: string): string => /class="ts-chart__series" d="([^"]*)"/.exec(html.replaceAll('d="M1 6H21"', ''))?.[1] ?? ''

it('draws nothing where nothing is known', () => { expect(seriesOf(drawn({}))).toBe('M0 100L150 80M450 40L600 20') })
it('does not draw the line across a break, and says what changed', () => {
  const html = drawn({ breaks: [{ at: 4, text: '01/07/2025: nhập ba xã' }] })
  expect(seriesOf(html)).toBe('M0 100L150 80M450 40M600 20')
  expect(html).toContain('M525 0V200')
  expect(html).toContain('<li>01/07/2025: nhập ba xã</li>')
})
it('makes room for a target above all values, and names every line', () => {
  const html = drawn({ name: '2026', target: { value: 150, text: 'Mục tiêu: 150' }, earlier: { text: 'Năm trước', values: [undefined, 40, 45, 50, 55] } })
  expect(html).toContain('M0 50H600')
  expect(html.match(/<li>/g)).toHaveLength(3)
})
it('says in the table that there is no figure, and why', () => {
  const html = drawn({ table: { labelHeader: 'Kỳ', unit: '%' }, points: [{ label: '1', value: undefined, note: 'chưa nộp' }, { label: '2', value: 0 }] })
  expect(html).toContain('<th scope="row">1</th><td>chưa có dữ liệu</td><td class="ts-figures__note">chưa nộp</td>')
  expect(html).toContain('<th scope="row">2</th><td>0</td>')
})
