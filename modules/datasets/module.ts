import type { Module } from '../../kernel/module.ts'
import { loadJobs } from './loads/jobs.ts'

export const datasetsModule: Module = { name: 'datasets', routes: [], jobs: loadJobs }
