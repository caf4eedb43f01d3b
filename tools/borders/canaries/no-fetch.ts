// modules/notifications/jobs.ts breaks no-fetch
export const answer = await fetch('/')
