import { enqueue } from '../../kernel/outbox.ts'
import type { Job, Module, TimedJob } from '../../kernel/module.ts'
import { transact } from '../../kernel/db/db.ts'
import { citizenRoutes } from './routes/citizen.ts'
import { countFilingsJob } from './popularity.ts'
import { makePaper, orderOf } from './print.ts'
import { foldRegisterJob } from './register-counts.ts'
import { foldServiceJob } from './service-counts.ts'
import { deskRoutes } from './routes/desk.ts'
import type { DossierServices } from './services.ts'
import { watchDossiers } from './watch.ts'

const SEALED_WITHIN_MS = 3000

/** The entry of an act is sealed about a second after its commit: a receipt printed at once would lack its proof. */
const makePaperJob = (services: DossierServices): Job => ({
  name: 'dossiers.make-paper',
  async run(payload, platform) {
    const order = orderOf(payload)
    if (!order) return
    await transact(platform.db, { kind: 'system', name: 'print' }, tx => enqueue(tx, 'dossiers.typeset-paper', order, { runAt: new Date(Date.parse(platform.now().toISOString()) + SEALED_WITHIN_MS), key: `paper:${order.dossierId}:${order.kind}:${order.seq}` }))
    void services
  },
})
const typesetJob = (services: DossierServices): Job => ({
  name: 'dossiers.typeset-paper',
  async run(payload) { const order = orderOf(payload); if (order) await makePaper(services, order) },
})

/** At six in the morning, before the offices open: what lies still, or is late, is told to those who can move it. */
const watchJob: TimedJob = { name: 'dossiers-watch', crontab: '0 23 * * *', async run(_payload, platform) { await watchDossiers(platform) } }

export const dossiersModule = (services: DossierServices): Module => ({ name: 'dossiers', routes: [...citizenRoutes(services), ...deskRoutes(services)], jobs: [makePaperJob(services), typesetJob(services), watchJob, countFilingsJob, foldRegisterJob, foldServiceJob] })
