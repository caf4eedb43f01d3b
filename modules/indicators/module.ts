import type { Module } from '../../kernel/module.ts'
import { countPlatformJob } from './count-platform.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { readingRoutes } from './routes/readings.ts'
import { reportFileRoutes } from './routes/report-file.ts'
import { reportRoutes } from './routes/reports.ts'
import type { IndicatorsServices } from './services.ts'

export const indicatorsModule = (services: IndicatorsServices): Module => ({ name: 'indicators', routes: [...reportRoutes(services), ...evidenceRoutes(services), ...reportFileRoutes(services), ...readingRoutes(services)], jobs: [countPlatformJob(services)] })
