// ui/layout/header.tsx breaks floor-order
export type { Agency } from '../../modules/organisations/index.ts'
