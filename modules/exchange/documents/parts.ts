import type pg from 'pg'
import type { Budget } from './body.ts'
import type { SignatureCheck } from './signature/verifier.ts'
import type { DocumentStore } from './store.ts'

/** What the document axes need beside the gateway's own parts. */
export interface DocumentParts { readonly pool: pg.Pool; readonly store: DocumentStore; /** opens sealed secrets of credentials */ readonly credentialKey: Buffer; readonly budget: Budget; readonly signatures: SignatureCheck }
