// modules/dossiers/domain/effects.ts breaks domain-kernel
export { newId } from '../../../kernel/ids.ts'
