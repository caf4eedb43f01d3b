/** An XML element as readers here look at it: by local name, whatever the prefix. */
export interface XmlElement {
  readonly name: string
  readonly namespace: string
  /** by local name */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** own text, trimmed */
  readonly text: string
}

/** A signature holds references and keys of its own; whoever looks for the message's must not find those. */
const OPAQUE = new Set(['Signature', 'DigitalSignature'])

/** Every element of these names, in document order, not below one another and not inside a signature. */
export function findAll(root: XmlElement, ...names: readonly string[]): XmlElement[] {
  if (names.includes(root.name)) return [root]
  return OPAQUE.has(root.name) ? [] : root.children.flatMap(child => findAll(child, ...names))
}
export const childrenOf = (parent: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] => parent?.children.filter(child => names.includes(child.name)) ?? []
export const childOf = (parent: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined => childrenOf(parent, ...names)[0]
export const textOf = (parent: XmlElement | undefined, ...names: readonly string[]): string | undefined => childOf(parent, ...names)?.text || undefined
/** The texts of these simple children; empty ones are left out. */
export function textsOf<Name extends string>(parent: XmlElement | undefined, names: readonly Name[]): Partial<Record<Name, string>> {
  const texts: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const text = textOf(parent, name)
    if (text !== undefined) texts[name] = text
  }
  return texts
}
