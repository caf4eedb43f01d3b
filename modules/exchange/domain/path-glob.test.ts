import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileEndpoints, compileGlob, normalisePath } from './path-glob.ts'

describe('paths come in one form', () => {
  test.each([['', ''], ['/api/members', '/api/members'], ['/a//b', '/a/b'], ['/%61pi/%7Ex', '/api/~x'], ['/m%c3%a3', '/m%C3%A3'], ['/mã số', undefined], ['/mã', '/m%C3%A3'], ['/a/', '/a/'], ['/a%20b', '/a%20b'], ['/...', '/...'], ['/a..b/.c', '/a..b/.c'], ['/😀', '/%F0%9F%98%80']])('%s → %s', (raw, path) => {
    expect(normalisePath(raw)).toEqual(path === undefined ? { ok: false, reason: 'control-character' } : { ok: true, path })
  })
  test.each(['/..', '/a/../b', '/a/%2e%2e/b', '/a/%2E./b', '/a/.%2e', '/./a', '/a/%2e', '/a%2fb', '/a/%2F..%2F', '/..;x=1/a', '/a/..;/b', '/%5c..%5c'])('no way up: %s', raw => { expect(normalisePath(raw)).toEqual({ ok: false, reason: 'traversal' }) })
  test.each([['/%', 'encoding'], ['/%g1', 'encoding'], ['/%c0%ae%c0%ae/', 'encoding'], ['/%00', 'control-character'], ['/a\rb', 'control-character'], ['/a\\b', 'backslash']])('%j: %s', (raw, reason) => { expect(normalisePath(raw)).toEqual({ ok: false, reason }) })
  test('what is normal stays, and never climbs however a server decodes it', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', '.', '/', '%2e', '%2E', '%2f', '%25', ';', 'ã', '%c3%a3', '\\', '~', '%7e', '%'), { maxLength: 12 }), parts => {
      const once = normalisePath(`/${parts.join('')}`)
      if (!once.ok) return
      expect(normalisePath(once.path)).toEqual(once)
      expect(new URL(`http://h${once.path}`).pathname).toBe(once.path)
      expect(decodeURIComponent(once.path).split(/[/\\]/).some(part => part.split(';')[0] === '..')).toBe(false)
    }), { numRuns: 2000 })
  })
})

describe('globs of access rights', () => {
  test.each([['/api/*', '/api/x', true], ['/api/*', '/api/x/y', false], ['/api/**', '/api/x/y', true], ['/api/**', '/apix', false], ['**', '/any/thing', true], ['/a\\*b', '/a*b', true], ['/a\\*b', '/axb', false], ['/a.c', '/abc', false], ['/*/x', '/a/x', true], ['/', '', true], ['/**', '', true], ['/a***b', '/a/x/b', true]])('%s on %s: %s', (glob, path, matches) => {
    expect(compileGlob(glob)(path)).toBe(matches)
  })
  test('no endpoint listed: the whole service; otherwise one must take method and path', () => {
    expect(compileEndpoints([])('DELETE', '/x')).toBe(true)
    const some = compileEndpoints([{ method: 'GET', path: '/a/*' }, { method: '*', path: '/b' }])
    expect([some('GET', '/a/1'), some('POST', '/a/1'), some('POST', '/b'), some('GET', '/c')]).toEqual([true, false, true, false])
  })
})
