import type { Entry } from '../queries/catalogue.ts'

// characters that no XML 1.0 document may hold (§2.2)
// eslint-disable-next-line no-control-regex -- these are what must not go out
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const xml = (text: string): string => text.replace(FORBIDDEN, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** A list of datasets as a feed (RFC 4287): whoever follows a search hears of what is refreshed or published. */
export function atomOf({ baseUrl, here, self, title, entries, now }: { readonly baseUrl: string; readonly here: string; readonly self: string; readonly title: string; readonly entries: readonly Entry[]; readonly now: Date }): string {
  const changed = (entry: Entry): Date => entry.refreshedAt !== null && entry.refreshedAt > entry.publishedAt ? entry.refreshedAt : entry.publishedAt
  const listed = entries.toSorted((a, b) => changed(b).getTime() - changed(a).getTime()).slice(0, 100)
  const updated = listed[0] ? changed(listed[0]) : now
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">
<id>${xml(baseUrl + self)}</id><title>${xml(title)}</title><updated>${updated.toISOString()}</updated>
<link rel="self" type="application/atom+xml" href="${xml(baseUrl + self)}"/><link rel="alternate" type="text/html" href="${xml(baseUrl + here)}"/>
${listed.map(entry => `<entry><id>${xml(`${baseUrl}/du-lieu/${entry.code}#dataset`)}</id><title>${xml(entry.title)}</title><updated>${changed(entry).toISOString()}</updated><published>${entry.publishedAt.toISOString()}</published><author><name>${xml(entry.agencyName)}</name></author><link rel="alternate" type="text/html" href="${xml(`${baseUrl}/du-lieu/${entry.code}`)}"/><summary>${xml(entry.description)}</summary></entry>`).join('\n')}
</feed>
`
}
