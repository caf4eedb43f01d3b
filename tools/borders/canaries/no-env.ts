// modules/dossiers/jobs.ts breaks no-env
export const port = process['env']['PORT']
