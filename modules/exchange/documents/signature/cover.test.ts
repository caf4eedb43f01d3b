import { expect, test } from 'vitest'
import type { XmlElement } from '../../domain/xml-tree.ts'
import { readXml } from '../xml.ts'
import { coversAll } from './cover.ts'

const tree = async (xml: string): Promise<XmlElement> => { const read = await readXml(Buffer.from(xml)); if (!read.ok) throw new Error(read.reason); return read.root }
const MESSAGE = '<edXML><edXMLHeader><M Id="a" x="1">t<N/></M></edXMLHeader><Signature xmlns="http://www.w3.org/2000/09/xmldsig#">s</Signature></edXML>'

test.each<[string, string, readonly string[], boolean]>([
  ['the whole', MESSAGE, [MESSAGE.replace(/<Signature[^]*<\/Signature>/, '')], true],
  ['its part', MESSAGE, ['<M x="1" Id="a">t<N></N></M>'], true],
  ['a prefix declared elsewhere', '<edXML><p:M xmlns:p="urn:p" Id="a"/></edXML>', ['<q:M xmlns:q="urn:p" Id="a"/>'], true],
  ['nothing', MESSAGE, [], false],
  ['another attribute', MESSAGE, ['<M Id="a" x="2">t<N/></M>'], false],
  ['one attribute less', MESSAGE, ['<M Id="a">t<N/></M>'], false],
  ['another text', MESSAGE, ['<M Id="a" x="1">u<N/></M>'], false],
  ['another child', MESSAGE, ['<M Id="a" x="1">t<O/></M>'], false],
  ['a child less', MESSAGE, ['<M Id="a" x="1">t</M>'], false],
  ['another namespace', MESSAGE, ['<M xmlns="urn:x" Id="a" x="1">t<N/></M>'], false],
  ['the part once, and it stands there twice', '<edXML><M Id="a"/><M Id="a"/></edXML>', ['<M Id="a"/>'], false],
  ['properties of a signature', '<edXML><SignedProperties xmlns="http://uri.etsi.org/01903/v1.3.2#"/></edXML>', ['<SignedProperties xmlns="http://uri.etsi.org/01903/v1.3.2#"/>'], false],
  ['what calls itself a signature', '<edXML><Signature>Chuyển tiền</Signature></edXML>', [], false],
])('signed was %s', async (_, message, pieces, covered) => { expect(coversAll(await tree(message), await Promise.all(pieces.map(tree)))).toBe(covered) })
