import type { Module } from '../../kernel/module.ts'
import { proceduresRoutes } from './routes.ts'

export const proceduresModule: Module = { name: 'procedures', routes: proceduresRoutes }
