// kernel/db/db.ts breaks declared-package
export { test } from 'vitest'
