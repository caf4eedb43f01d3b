import { sql, type RawBuilder } from 'kysely'
import { fold } from '../../kernel/vi-text/index.ts'

/** More than anybody pages through; who asks for `Nguyễn` alone is helped by a second word. */
const MOST_MATCHES = 5000
const pattern = (q: string): string => `%${fold(q).replace(/[\\%_]/g, '\\$&')}%`

/** Ids of dossiers whose names hold the words one after another (the last may be the beginning of one), newest first; `before` is the id of the last one shown. */
export const idsByWords = (q: string, before: string | null = null, most = MOST_MATCHES): RawBuilder<string> => sql<string>`select dossiers.ids_by_words(${fold(q).trim()}, ${before}::uuid, ${most})`

/** Ids of results by owner, title, number or code, newest first. */
export const resultIdsByWords = (q: string): RawBuilder<string> => sql<string>`select dossiers.result_ids_by_words(${pattern(q)}, ${MOST_MATCHES})`
