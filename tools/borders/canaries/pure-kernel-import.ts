// kernel/vi-text/fold.ts breaks pure-kernel
export { newId } from '../ids.ts'
