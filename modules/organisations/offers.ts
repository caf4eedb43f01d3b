import type { AgencyView } from './queries.ts'
import type { OfferRule } from './province-files.ts'

export interface Offer { readonly code: string; readonly receivingAgencyId: string; readonly competentAgencyId: string; readonly boundaryFree: boolean; readonly externalUrl: null }

/**
 * Spells rules by kind out into pairs of agencies. A receiver that decides nothing itself needs exactly one competent agency of
 * the named kind; a rule that does not lead to one is left out.
 */
export function spellOutOffers(rules: readonly OfferRule[], agencies: readonly AgencyView[]): Offer[] {
  const ofKind = (kind: string): readonly AgencyView[] => agencies.filter((agency) => agency.kind === kind)
  return rules.flatMap(({ code, receivingKinds, competent, boundaryFree }) => receivingKinds.flatMap(ofKind).flatMap((receiver) => {
    const deciders = competent === 'same' ? [receiver] : ofKind(competent)
    const [decider] = deciders
    return deciders.length === 1 && decider ? [{ code, receivingAgencyId: receiver.id, competentAgencyId: decider.id, boundaryFree, externalUrl: null }] : []
  }))
}
