/**
 * The signed text of a batch: what anybody can check with a public key and a hash function. Lines, so that people can read it and `openssl` can
 * verify it as it is.
 */
export interface BatchNote {
  readonly origin: string
  readonly gateway: string
  readonly seq: number
  /** SHA-256 of the note before, hexadecimal; 64 zeros for the first */
  readonly previous: string
  readonly records: number
  /** RFC 9162 root of the records, hexadecimal */
  readonly root: string
  /** ISO 8601, UTC */
  readonly at: string
}

const TITLE = 'tinhso-exchange-batch/1'
export const NO_PREVIOUS = '0'.repeat(64)

export const writeNote = (n: BatchNote): string => `${TITLE}\norigin: ${n.origin}\ngateway: ${n.gateway}\nseq: ${n.seq}\nprevious: ${n.previous}\nrecords: ${n.records}\nroot: ${n.root}\nat: ${n.at}\n`

const SHAPE = /^tinhso-exchange-batch\/1\norigin: ([^\n]+)\ngateway: ([^\n]+)\nseq: ([1-9]\d{0,15})\nprevious: ([0-9a-f]{64})\nrecords: ([1-9]\d{0,8})\nroot: ([0-9a-f]{64})\nat: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/

/** undefined when the text is no note, or not in its one form. */
export function readNote(text: string): BatchNote | undefined {
  const [, origin, gateway, seq, previous, records, root, at] = SHAPE.exec(text) ?? []
  if (origin === undefined || gateway === undefined || previous === undefined || root === undefined || at === undefined) return undefined
  return { origin, gateway, seq: Number(seq), previous, records: Number(records), root, at }
}
