const ONE_HOP = new Set(['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'])
/** Headers without those of one hop: what every proxy must do. */
export function travelling(raw: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) if (!ONE_HOP.has((raw[at] ?? '').toLowerCase())) kept.push(raw[at] ?? '', raw[at + 1] ?? '')
  return kept
}
