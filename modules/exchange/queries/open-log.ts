import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'

export interface OpenLogRow { readonly hour: Date; readonly clientName: string; readonly clientMember: string; readonly clientSubsystem: string; readonly serviceName: string; readonly serviceMember: string; readonly serviceCode: string; readonly passed: number; readonly failed: number; readonly refused: number }

/** The first minute of which there are figures. */
export async function openLogSince(tx: Tx): Promise<Date | undefined> { return (await sql<{ since: Date | null }>`select exchange.open_log_since() as since`.execute(tx)).rows[0]?.since ?? undefined }

/** Counts by the hour, as everybody may read them; the database holds delay and exclusions, whoever asks. */
export async function openLog(tx: Tx, delayDays: number, from: Date, to: Date): Promise<readonly OpenLogRow[]> {
  return (await sql<OpenLogRow>`select hour, client_name as "clientName", client_member as "clientMember", client_subsystem as "clientSubsystem", service_name as "serviceName", service_member as "serviceMember", service_code as "serviceCode", passed, failed, refused
    from exchange.open_log(${delayDays}, ${from}, ${to}) order by hour desc, "serviceMember", "serviceName", "clientMember", "clientName" limit 200000`.execute(tx)).rows
}
