import type { Module } from '../../kernel/module.ts'
import { calendarAdminRoutes } from './routes/admin.ts'

export const calendarModule: Module = { name: 'calendar', routes: calendarAdminRoutes }
