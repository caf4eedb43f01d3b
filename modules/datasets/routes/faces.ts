import type { Route } from '../../../kernel/http/route.ts'
import { jsonApiRoutes } from './json-api.ts'
import { postgrestRoutes } from './postgrest.ts'

/** How rows reach others: one store, several dialects. */
export const faceRoutes: readonly Route[] = [...jsonApiRoutes, ...postgrestRoutes]
