// modules/dossiers/domain/fees.ts breaks domain-inside
export type { Fee } from '../../procedures/index.ts'
