import type { Route } from '../../../kernel/http/route.ts'
import { ckanRoutes } from './ckan.ts'
import { dcatRoutes } from './dcat.ts'
import { downloadRoutes } from './downloads.ts'
import { jsonApiRoutes } from './json-api.ts'
import { postgrestRoutes } from './postgrest.ts'

/** How rows reach others: one store, several dialects. */
export const faceRoutes: readonly Route[] = [...jsonApiRoutes, ...postgrestRoutes, ...ckanRoutes, ...dcatRoutes, ...downloadRoutes]
