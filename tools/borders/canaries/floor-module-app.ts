// modules/dossiers/jobs.ts breaks floor-order
export const late = () => import('../../app/start.ts')
