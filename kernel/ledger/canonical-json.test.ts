import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type JsonValue } from './canonical-json.ts'

test('RFC 8785 §3.2.3: the sample object', () => {
  const sample: JsonValue = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false] }`)
  expect(canonicalJson(sample)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`)
})

test('RFC 8785 §3.2.3: keys are sorted by UTF-16 code units, not by code points', () => {
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
  expect([...canonicalJson(keys).matchAll(/:(\d)/g)].map((match) => match[1])).toEqual(['2', '4', '6', '7', '1', '5', '3'])
})

test.each([
  ['0000000000000000', '0'], ['8000000000000000', '0'], ['0000000000000001', '5e-324'], ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'], ['4430000000000000', '295147905179352830000'], ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'], ['444b1ae4d6e2ef4e', '999999999999999700000'], ['444b1ae4d6e2ef50', '1e+21'], ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'], ['becbf647612f3696', '-0.0000033333333333333333'], ['43143ff3c1cb0959', '1424953923781206.2'],
])('RFC 8785 appendix B: the double %s is written %s', (bits, text) => {
  expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text)
})

test('what has no JSON spelling is refused, not guessed', () => {
  for (const bad of [NaN, Infinity, -Infinity, '\ud800', 'x\udc00y']) expect(() => canonicalJson(bad)).toThrow(TypeError)
  expect(() => canonicalJson({ '\ud83d': 1 })).toThrow(TypeError)
})

const json = fc.jsonValue().filter((value) => JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value)))

test('reads back as the same value, and the order of keys never matters', () => {
  fc.assert(fc.property(json, (value) => {
    const text = canonicalJson(JSON.parse(JSON.stringify(value)))
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    expect(canonicalJson(JSON.parse(text))).toBe(text)
  }))
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
    const reversed = Object.fromEntries(Object.entries(object).reverse())
    expect(canonicalJson(reversed)).toBe(canonicalJson(object))
  }))
})
