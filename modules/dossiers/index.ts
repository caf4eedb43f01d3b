/** Door: dossiers. */
export { dossiersModule } from './module.ts'
export type { DossierServices, SigningService } from './services.ts'
export { generateDossiers, type GenerateOptions, type Generated } from './generator/generate.ts'
export { storyOf, type Ending, type StoryCast } from './story.ts'
export { openDossiersOf } from './agency-dossiers.ts'
export { dueAtFor } from './due-at.ts'
export { countFilings } from './popularity.ts'
