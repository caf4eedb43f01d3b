import { sql } from 'kysely'
import { tablesOf, type Tx } from '../../kernel/db/db.ts'
import type { DossierTables } from './tables.ts'

export interface RegisteredResult {
  readonly code: string; readonly kindCode: string; readonly kind: 'granted' | 'refused'; readonly symbol: string; readonly title: string; readonly holder: string; readonly procedureCode: string; readonly procedureName: string; readonly dossierCode: string | null
  readonly agencyId: string; readonly agencyName: string; readonly signerTitle: string; readonly signedAt: Date; readonly validFrom: string; readonly validTo: string | null; readonly state: 'in-force' | 'revoked'; readonly revokedAt: Date | null; readonly fileSha256: string
}
/** Signed results that came or were revoked since a moment (null: all), for the province's register. */
export async function registerOfResults(tx: Tx, since: Date | null): Promise<readonly RegisteredResult[]> {
  const changed = sql<Date>`greatest(r.signed_at, r.revoked_at)`
  return tablesOf<DossierTables>(tx).selectFrom('dossiers.result as r').innerJoin('dossiers.dossier as d', 'd.id', 'r.dossier_id')
    .select(['r.code', 'r.kind_code as kindCode', 'r.kind', 'r.symbol', 'r.title', 'r.owner_name as holder', 'd.procedure_code as procedureCode', 'd.procedure_name as procedureName', 'd.code as dossierCode', 'r.agency_id as agencyId', 'r.agency_name as agencyName', 'r.signer_title as signerTitle',
      'r.signed_at as signedAt', 'r.valid_from as validFrom', 'r.valid_to as validTo', 'r.state', 'r.revoked_at as revokedAt', sql<string>`encode(r.file_hash, 'hex')`.as('fileSha256')])
    .$if(since !== null, query => query.where(changed, '>=', since)).orderBy('r.code').execute()
}

export interface RegisteredPaper {
  readonly id: string; readonly componentId: string; readonly dossierCode: string | null; readonly procedureCode: string; readonly holder: string; readonly agencyId: string; readonly givenAt: Date; readonly replaced: boolean
  readonly mediaType: string; readonly bytes: number; readonly pages: number | null; readonly sha256: string
}
/** Papers that people gave with their dossiers, as facts about files; never the files. Those given or replaced since a moment (null: all). */
export async function registerOfPapers(tx: Tx, since: Date | null): Promise<readonly RegisteredPaper[]> {
  const { rows } = await sql<RegisteredPaper>`
    select f.id, f.component_id as "componentId", d.code as "dossierCode", d.procedure_code as "procedureCode", d.subject_name as holder, d.receiving_agency_id as "agencyId", k.at as "givenAt", f.replaced_seq is not null as replaced,
      k.media_type as "mediaType", k.size as bytes, k.page_count as pages, k.original_hash as sha256
    from dossiers.dossier_file f join dossiers.dossier d on d.id = f.dossier_id join kernel.file k on k.id = f.file_id
    where k.state = 'accepted' ${since === null ? sql`` : sql`and d.last_event_at >= ${since}`} order by f.id`.execute(tx)
  return rows
}
