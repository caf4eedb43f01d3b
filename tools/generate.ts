import { startProgram } from '../e2e/program.ts'
import { withClient } from '../kernel/db/bootstrap.ts'
import { startTestCluster } from '../kernel/testing/cluster.ts'
import { keep } from './generated/files.ts'
import { fetchApi } from './generated/openapi.ts'
import { drawPages } from './generated/pages.ts'
import { dumpSchema } from './generated/schema.ts'

// `npm run generate`: writes docs/generated/ anew; `npm test` compares.
const root = process.cwd()
for (const [name, text] of drawPages(root)) await keep(root, name, text)

const cluster = await startTestCluster()
try { await keep(root, 'schema.sql', await withClient(cluster.urls.migrator, dumpSchema)) } finally { await cluster.stop() }

const program = await startProgram({ env: { SCENE: 'empty' } })
try { await keep(root, 'openapi.json', await fetchApi(program.url)) } finally { await program.stop() }
console.log('docs/generated/ is up to date')
