/**
 * What DCAT-AP 3.0.0 demands, restated as a table for tests: cardinalities of `shapes.ttl` and classes of `range.ttl` of SEMICeu/DCAT-AP, release
 * 3.0.0 (© European Union, CC BY 4.0; restated, of the properties that this catalogue uses and those that are mandatory). Path, least, most, kind of node, class.
 */
type Rule = readonly [path: string, least: number, most: number, kind: 'literal' | 'node' | 'date' | 'any', ofClass?: string]
const MANY = Infinity
const SHAPES: Readonly<Record<string, readonly Rule[]>> = {
  'foaf:Agent': [['foaf:name', 1, MANY, 'literal'], ['dct:type', 0, 1, 'any', 'skos:Concept']],
  'dcat:Catalog': [['dct:title', 1, MANY, 'literal'], ['dct:description', 1, MANY, 'literal'], ['dct:publisher', 1, 1, 'any', 'foaf:Agent'], ['foaf:homepage', 0, 1, 'any', 'foaf:Document'], ['dct:license', 0, 1, 'any', 'dct:LicenseDocument'], ['dct:issued', 0, 1, 'date'], ['dct:modified', 0, 1, 'date'], ['dct:language', 0, MANY, 'any', 'dct:LinguisticSystem'], ['dct:spatial', 0, MANY, 'any', 'dct:Location'],
    ['dct:rights', 0, 1, 'any', 'dct:RightsStatement'], ['dcat:themeTaxonomy', 0, MANY, 'any', 'skos:ConceptScheme'], ['dcat:service', 0, MANY, 'any', 'dcat:DataService'], ['dcat:dataset', 0, MANY, 'any', 'dcat:Dataset'], ['dcat:catalog', 0, MANY, 'any', 'dcat:Catalog'], ['dcat:record', 0, MANY, 'any', 'dcat:CatalogRecord']],
  'dcat:CatalogRecord': [['foaf:primaryTopic', 1, 1, 'any', 'dcat:Dataset'], ['dct:modified', 1, 1, 'date'], ['dct:issued', 0, 1, 'date'], ['dct:title', 0, MANY, 'literal']],
  'skos:ConceptScheme': [['dct:title', 1, MANY, 'literal']],
  'skos:Concept': [['skos:prefLabel', 1, MANY, 'literal']],
  'dcat:DataService': [['dct:title', 1, MANY, 'literal'], ['dcat:endpointURL', 1, MANY, 'node'], ['dcat:servesDataset', 0, MANY, 'any', 'dcat:Dataset'], ['dct:description', 0, MANY, 'literal'], ['dcat:endpointDescription', 0, MANY, 'node'], ['dct:license', 0, 1, 'any', 'dct:LicenseDocument'], ['dct:accessRights', 0, 1, 'any', 'dct:RightsStatement']],
  'dcat:Dataset': [['dct:title', 1, MANY, 'literal'], ['dct:description', 1, MANY, 'literal'], ['dct:identifier', 0, MANY, 'literal'], ['dcat:contactPoint', 0, MANY, 'any', 'vcard:Kind'], ['dcat:distribution', 0, MANY, 'any', 'dcat:Distribution'], ['dcat:keyword', 0, MANY, 'literal'], ['dct:publisher', 0, 1, 'any', 'foaf:Agent'], ['dct:spatial', 0, MANY, 'any', 'dct:Location'], ['dct:temporal', 0, MANY, 'any', 'dct:PeriodOfTime'],
    ['dcat:theme', 0, MANY, 'any', 'skos:Concept'], ['dct:accessRights', 0, 1, 'any', 'dct:RightsStatement'], ['dct:accrualPeriodicity', 0, 1, 'any', 'dct:Frequency'], ['dct:conformsTo', 0, MANY, 'any', 'dct:Standard'], ['dct:issued', 0, 1, 'date'], ['dct:modified', 0, 1, 'date'], ['dct:language', 0, MANY, 'any', 'dct:LinguisticSystem'], ['dct:provenance', 0, MANY, 'any', 'dct:ProvenanceStatement'], ['dcat:landingPage', 0, MANY, 'any', 'foaf:Document']],
  'dcat:Distribution': [['dcat:accessURL', 1, MANY, 'node'], ['dcat:downloadURL', 0, MANY, 'node'], ['dct:title', 0, MANY, 'literal'], ['dct:description', 0, MANY, 'literal'], ['dct:issued', 0, 1, 'date'], ['dct:modified', 0, 1, 'date'], ['dct:license', 0, 1, 'any', 'dct:LicenseDocument'], ['dct:format', 0, 1, 'any', 'dct:MediaTypeOrExtent'], ['dcat:mediaType', 0, 1, 'any', 'dct:MediaType'], ['dcatap:availability', 0, 1, 'any', 'skos:Concept'], ['dct:conformsTo', 0, MANY, 'any', 'dct:Standard'], ['dcat:accessService', 0, MANY, 'any', 'dcat:DataService'], ['dct:rights', 0, 1, 'any', 'dct:RightsStatement']],
  'dct:PeriodOfTime': [['dcat:startDate', 0, 1, 'date'], ['dcat:endDate', 0, 1, 'date']],
}
const KINDS = { literal: 'sh:nodeKind sh:Literal', node: 'sh:nodeKind sh:BlankNodeOrIRI', any: '', date: 'sh:or ([ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ] [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ])' } as const

/** The table as SHACL, without its prefixes but `sh:`. */
export function dcatApShapes(): string {
  const property = ([path, least, most, kind, ofClass]: Rule): string => `sh:property [ ${[`sh:path ${path}`, least > 0 ? `sh:minCount ${least}` : '', most < MANY ? `sh:maxCount ${most}` : '', KINDS[kind], ofClass === undefined ? '' : `sh:class ${ofClass}`].filter(each => each !== '').join(' ; ')} ]`
  return `@prefix sh: <http://www.w3.org/ns/shacl#> .\n${Object.entries(SHAPES).map(([target, rules]) => `[] a sh:NodeShape ; sh:targetClass ${target} ; ${rules.map(property).join(' ; ')} .`).join('\n')}`
}
