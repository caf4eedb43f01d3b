import type { Module } from '../../kernel/module.ts'
import { loadJobs } from './loads/jobs.ts'
import { datasetsJobs, datasetsSubscribers } from './jobs.ts'
import type { DatasetsPorts } from './ports.ts'
import { faceRoutes } from './routes/faces.ts'

export const datasetsModule = (_ports: DatasetsPorts): Module => ({ name: 'datasets', routes: [...faceRoutes], jobs: [...datasetsJobs, ...loadJobs], subscribers: () => datasetsSubscribers })
