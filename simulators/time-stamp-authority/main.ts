// Settings by environment: PORT (9131), HOST (127.0.0.1), VAR_DIR (var).
import { join } from 'node:path'
import { startTimeStampAuthority } from './server.ts'

const running = await startTimeStampAuthority({ port: Number(process.env['PORT'] ?? 9131), dir: join(process.env['VAR_DIR'] ?? 'var', 'time-stamp-authority'), ...(process.env['HOST'] ? { host: process.env['HOST'] } : {}) })
console.log(`Dấu thời gian (mô phỏng): ${running.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { void running.close().then(() => process.exit(0)) })
