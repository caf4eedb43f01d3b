import { render } from 'preact-render-to-string'
import { expect, it } from 'vitest'
import { ShareBar } from './chart.tsx'

const width = (share: number): string | undefined => /class="ts-fill--main" width="([^"]*)"/.exec(render(<ShareBar share={share} />))?.[1]

it('is as long as the share, never longer than the whole, and empty for a share of nothing', () => {
  expect([0.25, 3, -1, 0 / 0, 1 / 0].map(width)).toEqual(['25', '100', '0', '0', '100'])
})
