import type { Module } from '../../kernel/module.ts'
import type { BoardPorts } from './boards/open.ts'
import { countPlatformJob } from './count-platform.ts'
import { apiRoutes } from './routes/api.ts'
import { boardFileRoutes } from './routes/board-files.ts'
import { boardRoutes } from './routes/boards.ts'
import { drillRoutes } from './routes/drill.ts'
import { indicatorRoutes } from './routes/indicator.ts'

export const indicatorsModule = (ports: BoardPorts): Module => ({ name: 'indicators', routes: [...boardRoutes(ports), ...boardFileRoutes(ports), ...indicatorRoutes(ports), ...drillRoutes(ports), ...apiRoutes(ports)], jobs: [countPlatformJob(ports)] })
