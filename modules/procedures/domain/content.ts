import type { TimeUnit } from '../../../kernel/working-time.ts'

/** Levels of government at which a procedure is handled; `district` only in wordings from before 01/07/2025. */
export const LEVELS = ['ministry', 'province', 'district', 'commune', 'other'] as const
export type Level = (typeof LEVELS)[number]

/**
 * How far a procedure goes online: full (toàn trình), partial (một phần), information (no online channel);
 * unstated: the catalogue names an online channel but not the level.
 */
export const ONLINE_LEVELS = ['full', 'partial', 'unstated', 'information'] as const
export type OnlineLevel = (typeof ONLINE_LEVELS)[number]

export const CHANNELS = ['counter', 'online', 'post'] as const
export type Channel = (typeof CHANNELS)[number]

/** Amount in whole units of `currency` (VND mostly); null: the published text gives no figure, read the note. */
export interface Fee { readonly amount: number | null; readonly currency: string | null; readonly note: string }

/** `SAME_DAY`: within the day of reception (a pack's own unit; the national catalogue has none). */
export interface OfferTime { readonly value: number; readonly unit: TimeUnit | 'SAME_DAY' }

/** One way to file, with its own time and fee (NĐ 63/2010 Đ8.2 c, đ, h). */
export interface ChannelOffer { readonly channel: Channel; /** the case it holds for, when not for all */ readonly case?: string; readonly time: OfferTime | null; readonly fees: readonly Fee[]; readonly note: string }

/** A paper or data that must be given (Đ8.2 d); forms are file names of blank forms. */
export interface Component { readonly name: string; /** what it is and where one gets it, in plain words */ readonly explanation?: string; readonly originals: number; readonly copies: number; readonly forms: readonly string[] }
/** Components of one case; the unnamed case holds for everybody. */
export interface ComponentGroup { readonly case: string; readonly items: readonly Component[]; readonly note: string }

export interface LegalDocument { readonly number: string; readonly name: string }
export interface Result { readonly code: string | null; readonly name: string }

/** Every part of a published procedure (NĐ 63/2010 Đ8.2) that is not a column of its version. Texts are NFC; paragraphs by newline. */
export interface ProcedureContent {
  readonly steps: string
  readonly channels: readonly ChannelOffer[]
  readonly componentGroups: readonly ComponentGroup[]
  readonly competentAgency: string | null
  readonly coordinatingAgency: string | null
  readonly receivingAddress: string | null
  readonly results: readonly Result[]
  readonly legalBasis: readonly LegalDocument[]
  readonly conditions: string
  readonly kind: string
  readonly nationalId: string | null
}

/** One published wording before it has a version number. */
export interface PublishedProcedure {
  readonly code: string
  readonly name: string
  readonly field: string
  readonly ministry: string
  readonly levels: readonly Level[]
  readonly decision: string
  readonly agency: string | null
  readonly subjects: readonly string[]
  readonly onlineLevel: OnlineLevel
  readonly content: ProcedureContent
}
