// kernel/forms/dates.ts breaks pure-kernel
export { readFileSync } from 'node:fs'
