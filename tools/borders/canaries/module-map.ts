// modules/procedures/queries.ts breaks module-map
export { listNotices } from '../notifications/index.ts'
