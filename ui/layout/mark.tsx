import { assetUrl } from '../assets.ts'

/** The mark beside the name; the name says it all, so it is decoration to a screen reader. */
export const Mark = () => <img class="ts-brand__mark" src={assetUrl('mark.svg')} alt="" width="38" height="38" />
