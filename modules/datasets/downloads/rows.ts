import type { Actor } from '../../../kernel/actor.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { Audience } from '../domain/reader.ts'
import { isPersonal, type Field } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { askRows, demandReadable, openDataset, openFor, type Opened } from '../queries/open-dataset.ts'
import { selectRows, type Row } from '../queries/rows.ts'

const PUBLIC = { kind: 'anonymous' } as const
const PAGE = 5_000

/** What a file of a dataset is made of: the open fields, as the rows stood after one load. */
export interface Source { /** who may have the file: it stands in its name, so that one is never taken for another */ readonly audience: Audience; readonly opened: Opened; readonly position: number; readonly columns: readonly Field[]; pages(): AsyncGenerator<readonly Row[]> }

/** The days between which a row is true stand in files as two more columns. */
const SPAN: readonly Field[] = [{ name: 'valid_from', title: { vi: 'Hiệu lực từ', en: 'Valid from' }, type: 'date', classification: 'open' }, { name: 'valid_to', title: { vi: 'Hiệu lực đến', en: 'Valid to' }, type: 'date', classification: 'open' }]

/** Opens a published dataset as the public sees it, whoever asks: a file is the same for everybody and may be kept by anybody. */
export async function openSource(platform: Pick<Platform, 'db' | 'publicDb' | 'now'>, code: string): Promise<Source> {
  const opened = await askRows(platform, PUBLIC, async tx => {
    const { dataset } = await openDataset(tx, PUBLIC, code)
    if (dataset.state !== 'published') throw notFound()
    return demandReadable(openFor(dataset, { kind: 'public' }))
  })
  return sourceOf(platform, PUBLIC, 'public', opened, dataset => dataset.state === 'published')
}

const SNAPSHOTS = { kind: 'system', name: 'datasets-snapshots' } as const
/** What analyses read: the standing rows in the fields of the audience, published or not. Whoever hands it on has judged the reader. */
export async function openSnapshot(platform: Pick<Platform, 'db' | 'publicDb' | 'now'>, code: string, audience: Exclude<Audience, 'public'>): Promise<Source> {
  const { dataset } = await askRows(platform, SNAPSHOTS, tx => openDataset(tx, SNAPSHOTS, code))
  const all = openFor(dataset, { kind: 'keeper' })
  const opened = audience === 'keepers' ? all : { ...all, asked: { ...all.asked, fields: all.asked.fields.filter(field => !isPersonal(field)) } }
  return sourceOf(platform, SNAPSHOTS, audience, opened, now => now.schemaVersion === dataset.schemaVersion)
}

function sourceOf(platform: Pick<Platform, 'db' | 'publicDb' | 'now'>, reader: Actor, audience: Audience, opened: Opened, stands: (now: DatasetView) => boolean): Source {
  const { code, lastLoad: position } = opened.dataset
  return {
    audience, opened, position, columns: [...opened.asked.fields, ...opened.asked.schema.temporal ? SPAN : []],
    // each page is a short transaction of its own; that all are of one moment is what the numbers of loads are for
    async *pages() {
      for (let after: string | undefined, more = true; more;) {
        const page = await askRows(platform, reader, async tx => {
          const found = await selectRows(tx, opened.asked, { select: [], order: [], limit: PAGE, offset: 0, knownAt: position, ...after === undefined ? {} : { after } })
          // withdrawn meanwhile: the wall shows no more rows, and a file that ends early must not look whole
          if (!stands((await openDataset(tx, reader, code)).dataset)) throw notFound()
          return found
        })
        yield page.rows
        after = page.next
        more = page.next !== undefined
      }
    },
  }
}
