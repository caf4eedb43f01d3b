import type { Module } from '../../kernel/module.ts'
import { jsonApiRoutes } from './routes/json-api.ts'
import { postgrestRoutes } from './routes/postgrest.ts'

export const datasetsModule: Module = { name: 'datasets', routes: [...jsonApiRoutes, ...postgrestRoutes] }
