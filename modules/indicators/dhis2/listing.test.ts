import { describe, expect, test } from 'vitest'
import { parseFields, pick, type Item } from './fields.ts'
import { askOf, listOf, oneOf } from './listing.ts'

const unit: Item = { id: 'a', code: '19', name: 'Thái Nguyên', displayName: 'Thái Nguyên', level: 1, parent: null, children: [{ id: 'b', name: 'Đồng Hỷ', level: 2 }, { id: 'c', name: 'Võ Nhai', level: 2 }] }
const asked = (fields: string) => pick(unit, parseFields(fields))
describe('fields', () => {
  test.each([
    ['id,displayName~rename(name)', { id: 'a', name: 'Thái Nguyên' }],
    ['id,children', { id: 'a', children: [{ id: 'b' }, { id: 'c' }] }],
    ['children[id,name~rename(label)],level', { children: [{ id: 'b', label: 'Đồng Hỷ' }, { id: 'c', label: 'Võ Nhai' }], level: 1 }],
    ['children::size', { children: 2 }], ['parent[id]', { parent: null }], ['nope,__proto__,constructor', {}],
    ['children.name', { children: [{ name: 'Đồng Hỷ' }, { name: 'Võ Nhai' }] }], [':identifiable', { id: 'a', code: '19', name: 'Thái Nguyên', displayName: 'Thái Nguyên' }],
  ])('%s', (fields, found) => { expect(asked(fields)).toEqual(found) })
  test(':all without some', () => { expect(Object.keys(asked(':all,!children,!parent')).sort()).toEqual(['code', 'displayName', 'id', 'level', 'name']) })
  test.each(['id,chil dren', 'children[id', '[id]', 'a[a[a[a[a[a[a[a]]]]]]]'])('%s is refused', fields => { expect(() => parseFields(fields)).toThrow('Invalid fields') })
})

const items: readonly Item[] = ['Đồng Hỷ', 'Đại Từ', 'Võ Nhai', 'Phú Bình'].map((name, at) => ({ id: `u${at}`, code: String(at), displayName: name, level: at === 0 ? 1 : 2, group: at === 3 ? null : { id: 'g' } }))
const list = (query: string) => listOf(items, askOf(`/x?${query}`), '/x')
const ids = (query: string) => (list(`fields=id&paging=false&${query}`).items).map(({ id }) => id)
describe('lists', () => {
  test.each([
    ['filter=displayName:ilike:dong', ['u0']], ['filter=level:eq:2&filter=displayName:like:V', ['u2']], ['filter=id:in:[u1,u3]', ['u1', 'u3']], ['filter=group.id:eq:g', ['u0', 'u1', 'u2']],
    ['filter=displayName:ilike:dong&filter=code:eq:3&rootJunction=OR', ['u0', 'u3']], ['filter=level:gt:1&order=displayName:desc', ['u2', 'u3', 'u1']], ['query=phu b', ['u3']], ['filter=id:!in:[u1,u3]', ['u0', 'u2']],
    ['filter=id:in:[u0,u1],level:eq:2', ['u1']],
  ])('%s', (query, found) => { expect(ids(query)).toEqual(found) })
  test('pages tell where they stand', () => {
    expect(list('pageSize=3&page=2')).toEqual({ pager: { page: 2, pageCount: 2, total: 4, pageSize: 3, prevPage: '/x?page=1&pageSize=3' }, items: [{ id: 'u3', displayName: 'Phú Bình' }] })
    expect(list('pageSize=2').pager).toMatchObject({ nextPage: '/x?page=2&pageSize=2' })
  })
  test('what is not understood is refused, and what is not there too', () => {
    expect(() => ids('filter=id')).toThrow('Invalid filter')
    expect(() => ids('filter=id:near:x')).toThrow('Operator not supported')
    expect(() => oneOf(undefined, askOf('/x'), 'Indicator', 'x')).toThrow('Indicator with id x could not be found.')
  })
})
