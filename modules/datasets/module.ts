import type { Module } from '../../kernel/module.ts'
import { harvestJobs } from './harvest/run-harvest.ts'
import { analysisJobs } from './analytics/jobs.ts'
import { loadJobs } from './loads/jobs.ts'
import { datasetsJobs, datasetsSubscribers } from './jobs.ts'
import type { DatasetsPorts } from './ports.ts'
import { doublesJobs } from './persons/find.ts'
import { qualityJobs } from './quality/score.ts'
import { actsApiRoutes } from './routes/acts-api.ts'
import { deskRoutes } from './routes/desk.ts'
import { editRoutes } from './routes/desk-edit.ts'
import { rowRoutes } from './routes/desk-rows.ts'
import { entryRoutes } from './routes/entry.ts'
import { faceRoutes } from './routes/faces.ts'
import { loadApiRoutes } from './routes/loads-api.ts'
import { sourceRoutes } from './routes/sources.ts'
import { loadRoutes } from './routes/loads.ts'
import { portalRoutes } from './routes/portal.ts'
import { portalChartRoutes } from './routes/portal-chart.ts'
import { portalMapRoutes } from './routes/portal-map.ts'
import { usageJob } from './usage/exchange-job.ts'
import { usageRoutes } from './routes/usage.ts'
import { harvestRoutes } from './routes/harvest.ts'
import { pairRoutes } from './routes/pairs.ts'
import { queryRoutes } from './routes/queries.ts'
import { queryApiRoutes } from './routes/queries-api.ts'
import { releaseRoutes } from './routes/releases.ts'
import { qualityRoutes } from './routes/quality.ts'

export const datasetsModule = (ports: DatasetsPorts): Module => ({
  name: 'datasets', jobs: [...datasetsJobs, ...loadJobs(ports), ...qualityJobs, ...doublesJobs, ...analysisJobs, ...harvestJobs, usageJob], subscribers: () => datasetsSubscribers,
  routes: [...faceRoutes, ...deskRoutes(ports), ...editRoutes(), ...rowRoutes, ...entryRoutes, ...actsApiRoutes, ...loadRoutes(ports), ...loadApiRoutes, ...sourceRoutes,
    ...qualityRoutes, ...releaseRoutes(ports), ...portalRoutes, ...portalChartRoutes, ...portalMapRoutes(ports), ...pairRoutes(ports), ...harvestRoutes, ...usageRoutes, ...queryRoutes(ports), ...queryApiRoutes],
})
