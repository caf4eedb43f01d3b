import { readMessage, type EdXmlFault, type ReadMessage } from '../domain/read-edxml.ts'
import { readXml, type XmlFault } from './xml.ts'

export type MessageFault = XmlFault | EdXmlFault

/** Reads an edXML message out of bytes; never throws for what the bytes hold. */
export async function readEdXml(bytes: Uint8Array): Promise<ReadMessage | { readonly ok: false; readonly reason: XmlFault }> {
  const xml = await readXml(bytes)
  return xml.ok ? readMessage(xml.root) : xml
}
