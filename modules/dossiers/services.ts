import type { OfficerActor } from '../../kernel/actor.ts'
import type { FileService } from '../../kernel/files/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import type { PdfVerifier, Signer, TimeStamper, TrustAnchors, ValidationData } from '../../kernel/signing/index.ts'
import type { Connectors } from '../exchange/index.ts'
import type { Identity } from '../identity/index.ts'
import type { ShownNotice } from '../../ui/index.ts'

/** Keys by who may use them; throws SignerUnavailable with what to set when there is none. */
export interface SigningService {
  officer(accountId: string): Promise<Signer>
  agency(agencyId: string): Promise<Signer>
  hasAgencyKey(agencyId: string): Promise<boolean>
  /** undefined: no authority is set, signatures then prove no time */
  readonly timeStamp: TimeStamper | undefined
  readonly anchors: TrustAnchors
  /** the authorities' lists of revoked certificates as they are now; none: signatures carry no proof that their certificates held */
  revocationLists(): Promise<readonly Uint8Array[]>
}

/** What a signature is stored with, so that it can be judged when its authorities are gone. */
export async function validationOf(signing: SigningService): Promise<{ readonly validation: ValidationData }> {
  const { certificates, timeStampCertificates = [] } = signing.anchors
  return { validation: { certificates: [...certificates, ...timeStampCertificates], revocationLists: await signing.revocationLists() } }
}

/** Reminders are kept by whoever sends every notice; the desk shows them. */
export interface OfficerNotices {
  unread(actor: OfficerActor): Promise<number>
  list(actor: OfficerActor): Promise<readonly ShownNotice[]>
  markRead(actor: OfficerActor, at: Date): Promise<void>
}

/** What the dossiers' routes, acts and jobs lean on besides the platform; composed once in `app/`. */
export interface DatasetLook { readonly id: string; readonly at: Date; readonly title: string; readonly reader: string; readonly agencyId: string | null; readonly purpose: string; readonly fields: readonly string[] }

export interface DossierServices {
  readonly platform: Platform
  readonly identity: Identity
  readonly files: FileService
  readonly signing: SigningService
  /** the registers of the state, through the exchange */
  readonly registers: Connectors
  readonly notices: OfficerNotices
  /** checks files that anybody may send */
  readonly verifier: PdfVerifier
  /** compact inclusion proof of a ledger entry for the QR of a receipt; undefined until it is sealed */
  proveLedgerEntry(entryId: string): Promise<string | undefined>
  /** who looked this account's person up in datasets of the province, newest first; absent: no data store is there */
  looksIntoDatasets?(accountId: string): Promise<readonly DatasetLook[]>
}
