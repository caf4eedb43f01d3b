import { sql } from 'kysely'
import { Type } from 'typebox'
import { transact, type Db, type Tx } from '../../kernel/db/db.ts'
import { demand, readerOf } from '../../kernel/forms/schema.ts'
import { newId } from '../../kernel/ids.ts'
import { localDateOf } from '../calendar/index.ts'
import { listAgencies } from '../organisations/index.ts'

interface SubsystemEntry { readonly code: string; readonly name: string; readonly connection: 'credential' | 'mutual-tls' | 'https' | 'http' }
interface MemberEntry { readonly memberClass: string; readonly code: string; readonly name?: string; readonly agency?: string; readonly inOpenLog?: boolean; readonly subsystems: readonly SubsystemEntry[] }
interface ExchangeFile { readonly source: string; readonly note?: string; readonly members: readonly MemberEntry[]; readonly databases: readonly { readonly code: string; readonly name: string; readonly owner: string; readonly scope: 'national' | 'province'; readonly source: string }[] }

const closed = { additionalProperties: false } as const
const Line = Type.String({ minLength: 1 })
const Code = Type.String({ pattern: "^[A-Za-z0-9'()+,\\-.=?]{1,100}$" })
const readExchangeFile = readerOf<ExchangeFile>(Type.Object({
  source: Line, note: Type.Optional(Line),
  members: Type.Array(Type.Object({ memberClass: Type.String({ pattern: '^[A-Z]{2,10}$' }), code: Code, name: Type.Optional(Line), agency: Type.Optional(Line), inOpenLog: Type.Optional(Type.Boolean()),
    subsystems: Type.Array(Type.Object({ code: Code, name: Line, connection: Type.Union([Type.Literal('credential'), Type.Literal('mutual-tls'), Type.Literal('https'), Type.Literal('http')]) }, closed)) }, closed)),
  databases: Type.Array(Type.Object({ code: Code, name: Line, owner: Line, scope: Type.Union([Type.Literal('national'), Type.Literal('province')]), source: Line }, closed)),
}, closed))

const changed = async (tx: Tx, query: ReturnType<typeof sql<{ id: string }>>): Promise<number> => (await query.execute(tx)).rows.length

/**
 * Loads members, subsystems and the list of shared databases of a province. New ones come in, delivered ones follow the file, and whatever a
 * steward changed since (version above 1) stays as it is. A second run changes nothing. Answers how many rows it wrote.
 */
export async function loadProvinceExchange(db: Db, content: unknown, instance: string, now: Date): Promise<number> {
  const file = demand('exchange.json', readExchangeFile(content))
  const agencies = new Map((await listAgencies(db, localDateOf(now))).map(agency => [agency.code, agency]))
  return transact(db, { kind: 'system', name: 'load-province' }, async tx => {
    let written = 0
    for (const member of file.members) {
      const agency = member.agency === undefined ? undefined : agencies.get(member.agency)
      const name = member.name ?? agency?.name
      if (member.agency !== undefined && !agency || name === undefined) throw new Error(`exchange.json: member ${member.code} has neither a name nor a known agency`)
      written += await changed(tx, sql<{ id: string }>`insert into exchange.member as m (id, instance, member_class, code, name, agency_id, in_open_log) values (${newId(now.getTime())}, ${instance}, ${member.memberClass}, ${member.code}, ${name}, ${agency?.id ?? null}, ${member.inOpenLog ?? true})
        on conflict (instance, member_class, code) do update set name = excluded.name, agency_id = excluded.agency_id, in_open_log = excluded.in_open_log where m.version = 1 and (m.name, m.agency_id, m.in_open_log) is distinct from (excluded.name, excluded.agency_id, excluded.in_open_log) returning id`)
      for (const each of member.subsystems) written += await changed(tx, sql<{ id: string }>`insert into exchange.subsystem as s (id, member_id, code, name, connection) select ${newId(now.getTime())}, m.id, ${each.code}, ${each.name}, ${each.connection} from exchange.member m where m.instance = ${instance} and m.member_class = ${member.memberClass} and m.code = ${member.code}
        on conflict (member_id, code) do update set name = excluded.name, connection = excluded.connection where s.version = 1 and (s.name, s.connection) is distinct from (excluded.name, excluded.connection) returning id`)
    }
    for (const [place, each] of file.databases.entries()) written += await changed(tx, sql<{ id: string }>`insert into exchange.shared_database as b (id, code, name, owner_name, scope, source, place) values (${newId(now.getTime())}, ${each.code}, ${each.name}, ${each.owner}, ${each.scope}, ${each.source}, ${place})
      on conflict (code) do update set name = excluded.name, owner_name = excluded.owner_name, scope = excluded.scope, source = excluded.source, place = excluded.place where (b.name, b.owner_name, b.scope, b.source, b.place) is distinct from (excluded.name, excluded.owner_name, excluded.scope, excluded.source, excluded.place) returning id`)
    return written
  })
}
