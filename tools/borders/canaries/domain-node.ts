// modules/dossiers/domain/code.ts breaks domain-inside
export { randomUUID } from 'node:crypto'
