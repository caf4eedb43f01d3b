// modules/dossiers/jobs.ts breaks no-env
export { env } from 'node:process'
