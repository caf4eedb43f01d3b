import { beforeAll, describe, expect, it } from 'vitest'
import { setManifest } from '../assets.ts'
import { FONT_FILES } from '../fonts.ts'
import { renderPage } from '../layout/html.tsx'
import { deskPages } from './desk-pages.tsx'
import { publicPages } from './public-pages.tsx'

const names = [...FONT_FILES, 'public.css', 'desk.css', 'main.js', 'upload.js', 'desk.js', 'counter.js', 'mark.svg', 'hills.svg']
beforeAll(() => { setManifest(Object.fromEntries(names.map((name) => [name, name]))) })

/** What the CSP would refuse, or what breaks without anyone noticing. */
function faultsIn(html: string): string[] {
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '')
  const posts = [...html.matchAll(/<form method="post"[\s\S]*?<\/form>/g)].map(([form]) => form)
  return [
    ...(html.match(/\sstyle=|\son[a-z]+="|<style/g) ?? []).map((found) => `inline: ${found}`),
    ...[...html.matchAll(/<script(?![^>]*\ssrc=)/g)].map(() => 'inline script'),
    ...(html.match(/<h1/g)?.length === 1 ? [] : ['not exactly one h1']),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id twice: ${id}`),
    ...[...html.matchAll(/(?:aria-describedby|aria-labelledby)="([^"]+)"/g)].flatMap(([, list]) => (list ?? '').split(' ')).filter((id) => !ids.includes(id)).map((id) => `no such id: ${id}`),
    ...[...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '').filter((id) => !ids.includes(id)).map((id) => `link to nowhere: #${id}`),
    ...posts.filter((form) => !form.includes('name="_csrf"')).map((form) => `form without token: ${form.slice(0, 80)}`),
    ...(html.includes('undefined') || html.includes('[object') ? ['unprinted value'] : []),
  ]
}

describe('markup', () => {
  const pages = Object.entries({ ...publicPages, ...deskPages })
  it.each(pages)('of %s is whole and fits the CSP', (_, page) => expect(faultsIn(renderPage(page))).toEqual([]))
  it('would be found broken', () => {
    expect(faultsIn('<h1>a</h1><h1>b</h1><p id="x" style="a" onclick="b"></p><p id="x" aria-describedby="y"></p><a href="#z">undefined</a><script>1</script><form method="post"></form>')).toHaveLength(9)
  })
})
