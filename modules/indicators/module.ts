import type { Module } from '../../kernel/module.ts'
import { computeRunJob, nightlyRunsJob } from './compute-run.ts'
import { countPlatformJob } from './count-platform.ts'
import { actsApiRoutes } from './routes/acts-api.ts'
import { apiRoutes } from './routes/api.ts'
import { boardFileRoutes } from './routes/board-files.ts'
import { boardRoutes } from './routes/boards.ts'
import { compareRoutes } from './routes/compare.ts'
import { drillRoutes } from './routes/drill.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { formRoutes } from './routes/forms.ts'
import { frameworkRoutes } from './routes/frameworks.ts'
import { indicatorRoutes } from './routes/indicator.ts'
import { readingRoutes } from './routes/readings.ts'
import { reportFileRoutes } from './routes/report-file.ts'
import { reportRoutes } from './routes/reports.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { taskRoutes } from './routes/tasks.ts'
import type { IndicatorsServices } from './services.ts'
import { sendMailJob } from './subscriptions/send.ts'
import { forgetJob, tellJob } from './subscriptions/tell.ts'

export const indicatorsModule = (services: IndicatorsServices): Module => ({
  name: 'indicators', jobs: [countPlatformJob(services), computeRunJob(services), nightlyRunsJob, tellJob(services), sendMailJob(services, services.mailer), forgetJob],
  routes: [...boardRoutes(services), ...boardFileRoutes(services), ...indicatorRoutes(services), ...compareRoutes(services), ...drillRoutes(services), ...subscriptionRoutes(services), ...apiRoutes(services),
    ...reportRoutes(services), ...evidenceRoutes(services), ...reportFileRoutes(services), ...readingRoutes(services), ...taskRoutes(services), ...frameworkRoutes(), ...formRoutes(), ...actsApiRoutes],
})
