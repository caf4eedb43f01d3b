/** The newest batch of every gateway, as one text that is hashed and stamped: one line `name seq sha256-of-note` each, by name. */
export interface Head { readonly gateway: string; readonly seq: number; readonly hash: string }

const TITLE = 'tinhso-exchange-heads/1'
export const writeHeads = (heads: readonly Head[]): string => `${TITLE}\n${[...heads].sort((a, b) => a.gateway < b.gateway ? -1 : 1).map(head => `${head.gateway} ${head.seq} ${head.hash}\n`).join('')}`

/** Lines that are no heads are left out: whoever verifies the token sees the text itself. */
export function readHeads(text: string): readonly Head[] {
  const [title, ...lines] = text.split('\n')
  return title !== TITLE ? [] : lines.flatMap(line => {
    const [, gateway, seq, hash] = /^(\S+) ([1-9]\d{0,15}) ([0-9a-f]{64})$/.exec(line) ?? []
    return gateway === undefined || hash === undefined ? [] : [{ gateway, seq: Number(seq), hash }]
  })
}
