import type { Platform } from '../../../kernel/platform.ts'
import { passOn } from './transfer-dossier.ts'
import { perform, type ActCall, type Done } from './perform.ts'

/** Rút lại hồ sơ đã chuyển: passed on by mistake and not yet taken by anybody; a clock that had begun to run there stands again. */
export async function recallDossier(platform: Platform, call: ActCall): Promise<Done> {
  return perform(platform, 'recallDossier', call, scene => passOn(scene, 'recallDossier', scene.dossier.receiving_agency_id))
}
