/** Door: dossiers. */
export { dossiersModule } from './module.ts'
export type { DossierServices, SigningService } from './services.ts'
export { storyOf, type Ending, type StoryCast } from './story.ts'
