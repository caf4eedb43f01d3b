import { expect, test } from 'vitest'
import { fromCsv, fromJson, fromXml, MOST_VALUES, toCsv, toXml } from './data-value-set.ts'

const SET = { dataSet: 'B1', period: '202401', orgUnit: '00001', dataValues: [{ dataElement: 'good', value: '12.5' }, { dataElement: 'all_of', categoryOptionCombo: 'nu', value: '7', comment: 'đã "rà" & soát' }] }
test('the same set in three languages', () => {
  expect(fromJson({ ...SET, dataValues: [{ dataElement: 'good', value: 12.5 }, { ...SET.dataValues[1], followUp: false }] })).toEqual(SET)
  expect(fromXml('<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0" dataSet="B1" period="202401" orgUnit="00001"><dataValue dataElement="good" value="12.5"/><dataValue dataElement="all_of" categoryOptionCombo="nu" value="7" comment="đã &quot;rà&quot; &amp; soát"/></dataValueSet>')).toEqual(SET)
  expect(fromCsv('"dataelement","period","orgunit","categoryoptioncombo","value","comment"\ngood,202401,00001,,12.5,\nall_of,202401,00001,nu,7,"đã ""rà"" & soát"\n').dataValues).toEqual(SET.dataValues.map(value => ({ ...value, period: '202401', orgUnit: '00001' })))
})
test.each([
  ['a list', () => fromJson([])], ['a value that is an object', () => fromJson({ dataValues: [{ value: {} }] })], ['nothing', () => fromJson(null)],
  ['a document type', () => fromXml('<!DOCTYPE x [<!ENTITY a "b">]><dataValueSet/>')], ['broken XML', () => fromXml('<dataValueSet><dataValue')], ['another document', () => fromXml('<metaData/>')], ['no document', () => fromXml('')], ['columns without values', () => fromCsv('a,b\n1,2')],
])('%s is refused', (_, read) => { expect(read).toThrow('The data value set could not be read') })
test('so many values and no more', () => { expect(() => fromJson({ dataValues: Array.from({ length: MOST_VALUES + 1 }, () => ({})) })).toThrow('More than') })
test('what goes out can come back', () => {
  const sent = { dataElement: 'good', period: '202401', orgUnit: '00001', categoryOptionCombo: 'HllvX50cXC0', attributeOptionCombo: 'HllvX50cXC0', value: '-1.5', comment: 'dòng 1\ndòng "2" <3> & 4' }
  const stored = { ...sent, created: '2024-02-01', lastUpdated: '2024-02-01', followup: false }
  expect(fromXml(toXml([stored])).dataValues).toEqual([sent])
  expect(fromCsv(toCsv([stored])).dataValues.map(({ comment }) => comment)).toEqual([sent.comment])
})
