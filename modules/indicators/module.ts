import type { Module } from '../../kernel/module.ts'
import { apiRoutes } from './routes/api.ts'
import { countPlatformJob } from './count-platform.ts'
import type { IndicatorsPorts } from './ports.ts'
import { boardRoutes } from './routes/boards.ts'
import { compareRoutes } from './routes/compare.ts'

export const indicatorsModule = (ports: IndicatorsPorts): Module => ({ name: 'indicators', routes: [...boardRoutes(ports), ...compareRoutes(ports), ...apiRoutes(ports)], jobs: [countPlatformJob(ports)] })
