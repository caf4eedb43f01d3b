import type { Module } from '../../kernel/module.ts'
import { datasetsJobs, datasetsSubscribers } from './jobs.ts'
import type { DatasetsPorts } from './ports.ts'
import { deskRoutes } from './routes/desk.ts'
import { editRoutes } from './routes/desk-edit.ts'
import { rowRoutes } from './routes/desk-rows.ts'

export const datasetsModule = (ports: DatasetsPorts): Module => ({ name: 'datasets', routes: [...deskRoutes(ports), ...editRoutes(), ...rowRoutes], jobs: datasetsJobs, subscribers: () => datasetsSubscribers })
