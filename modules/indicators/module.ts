import type { Module } from '../../kernel/module.ts'
import { countPlatformJob } from './count-platform.ts'
import type { IndicatorsPorts } from './ports.ts'
import { boardRoutes } from './routes/boards.ts'

export const indicatorsModule = (ports: IndicatorsPorts): Module => ({ name: 'indicators', routes: [...boardRoutes(ports)], jobs: [countPlatformJob(ports)] })
