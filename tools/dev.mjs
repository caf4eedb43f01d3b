// Starts the application and starts it again whenever a file changes; the demonstration scene unless SCENE says otherwise.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const child = spawn(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', '--exclude', 'var/**', '--include', 'ui/styles/**', '--include', 'modules/**/*.sql', '--include', 'provinces/**/*.json', 'app/main.ts'],
  { cwd: root, stdio: 'inherit', env: { SCENE: 'demo', ...process.env } })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', code => process.exit(code ?? 0))
