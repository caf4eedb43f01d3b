import type { ServiceBucket } from '../../dossiers/index.ts'

const BUCKETS: Readonly<Record<string, ServiceBucket>> = { dossiers_received: 'received', dossiers_carried_over: 'carried-over', dossiers_done_on_time: 'done-on-time', dossiers_done_late: 'done-late', dossiers_open_in_time: 'open-in-time', dossiers_open_late: 'open-late' }
/** Which dossiers an element counts; undefined where they cannot be listed. */
export const bucketOf = (element: string): ServiceBucket | undefined => BUCKETS[element]
export const isBucket = (word: string): word is ServiceBucket => Object.values<string>(BUCKETS).includes(word)
export const elementOf = (bucket: ServiceBucket): string => Object.entries(BUCKETS).find(([, own]) => own === bucket)?.[0] ?? ''
