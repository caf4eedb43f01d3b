import type { Module } from '../../kernel/module.ts'
import type { OrganisationPorts } from './ports.ts'
import { organisationAdminRoutes } from './routes/admin.ts'

export const organisationsModule = (ports: OrganisationPorts): Module => ({ name: 'organisations', routes: organisationAdminRoutes(ports) })
