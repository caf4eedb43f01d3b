import { notFound } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { Field } from '../domain/schema.ts'
import { askRows, demandReadable, openDataset, openFor, type Opened } from '../queries/open-dataset.ts'
import { selectRows, type Row } from '../queries/rows.ts'

const PUBLIC = { kind: 'anonymous' } as const
const PAGE = 5_000

/** What a file of a dataset is made of: the open fields, as the rows stood after one load. */
export interface Source { readonly opened: Opened; readonly position: number; readonly columns: readonly Field[]; pages(): AsyncGenerator<readonly Row[]> }

/** The days between which a row is true stand in files as two more columns. */
const SPAN: readonly Field[] = [{ name: 'valid_from', title: { vi: 'Hiệu lực từ', en: 'Valid from' }, type: 'date', classification: 'open' }, { name: 'valid_to', title: { vi: 'Hiệu lực đến', en: 'Valid to' }, type: 'date', classification: 'open' }]

/** Opens a published dataset as the public sees it, whoever asks: a file is the same for everybody and may be kept by anybody. */
export async function openSource(platform: Pick<Platform, 'db' | 'publicDb'>, code: string): Promise<Source> {
  const opened = await askRows(platform, PUBLIC, async tx => {
    const { dataset } = await openDataset(tx, PUBLIC, code)
    if (dataset.state !== 'published') throw notFound()
    return demandReadable(openFor(dataset, { kind: 'public' }))
  })
  const position = opened.dataset.lastLoad
  return {
    opened, position, columns: [...opened.asked.fields, ...opened.asked.schema.temporal ? SPAN : []],
    // each page is a short transaction of its own; that all are of one moment is what the numbers of loads are for
    async *pages() {
      for (let after: string | undefined, more = true; more;) {
        const page = await askRows(platform, PUBLIC, async tx => {
          const found = await selectRows(tx, opened.asked, { select: [], order: [], limit: PAGE, offset: 0, knownAt: position, ...after === undefined ? {} : { after } })
          // withdrawn meanwhile: the wall shows no more rows, and a file that ends early must not look whole
          if ((await openDataset(tx, PUBLIC, code)).dataset.state !== 'published') throw notFound()
          return found
        })
        yield page.rows
        after = page.next
        more = page.next !== undefined
      }
    },
  }
}
