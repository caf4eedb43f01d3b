import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OfficerActor } from '../../kernel/actor.ts'
import type { Platform } from '../../kernel/platform.ts'
import { claimsOf } from '../../simulators/vnconnect/claims.ts'
import { DEMO_ACCOUNTS } from '../../simulators/vnconnect/people.ts'
import { localDateOf, workingTimeFor } from '../../modules/calendar/index.ts'
import { publishProvinceDatasets } from '../../modules/datasets/index.ts'
import { countFilings, type DossierServices } from '../../modules/dossiers/index.ts'
import { createStaffAccount, welcomeNationalAccount } from '../../modules/identity/index.ts'
import { listAgencies, officerActorFor, readPeopleFile, seatPeople } from '../../modules/organisations/index.ts'
import { datasetFiles } from '../province.ts'
import { playReports } from './demo-reports.ts'
import { playTasks } from './demo-tasks.ts'
import { issueDemoKeys, type KeyHolder } from './demo-keys.ts'
import { playDossiers } from './demo-dossiers.ts'
import { DEMO_PASSWORD } from './password.ts'

const DAYS = 90

/** The agency at the top: the seal is the province's. */
function provinceOf(agencies: Awaited<ReturnType<typeof listAgencies>>): KeyHolder {
  const top = agencies.find(agency => agency.parentId === null)
  if (!top) throw new Error('no agency stands at the top')
  return { id: 'seal', name: top.name, organisation: top.name }
}

/** The demonstration: officers with a known password, invented citizens, certificates, and 300 dossiers in every state over the last 90 days. */
export async function playDemo(platform: Platform, services: DossierServices, remake: (platform: Platform) => Promise<DossierServices>, say: (line: string) => void): Promise<void> {
  const { config, db } = platform
  const now = platform.now()
  const system = { kind: 'system', name: 'demo-scene' } as const
  const people = readPeopleFile(JSON.parse(await readFile(join('provinces', config.province, 'demo-people.json'), 'utf8')))
  if (!people.ok) throw new Error(`demo-people.json: ${people.errors.join('; ')}`)
  const accounts = new Map<string, string>()
  for (const person of people.value.people) {
    const made = await createStaffAccount(services.identity, { actor: system, username: person.username, displayName: person.name, password: DEMO_PASSWORD, mustChange: false, ...(person.email === undefined ? {} : { email: person.email }), now })
    if (made.ok) accounts.set(person.username, made.accountId)
  }
  await seatPeople(db, people.value, accounts)
  const today = localDateOf(now)
  const officers = (await Promise.all([...accounts.values()].map(id => officerActorFor(db, id, undefined, today)))).filter((officer): officer is OfficerActor => officer !== undefined)
  const agencies = await listAgencies(db, today)
  const staffed = agencies.filter(agency => officers.some(officer => officer.agencyId === agency.id))
  await issueDemoKeys(config, officers.filter(officer => officer.roles.includes('signer')).map(officer => ({ id: officer.accountId, name: officer.displayName, organisation: officer.agencyName, title: officer.positionTitle })),
    staffed.map(agency => ({ id: agency.id, name: agency.name, organisation: agency.name })), provinceOf(agencies), new Date(now.getTime() - (DAYS + 30) * 86_400_000))
  const citizens = []
  for (const account of DEMO_ACCOUNTS) {
    const accountId = await welcomeNationalAccount(services.identity, { issuer: config.oidc.issuer ?? '', claims: claimsOf(account, config.oidc.issuer ?? ''), now })
    if (accountId !== undefined) citizens.push({ accountId, name: account.name.normalize('NFC'), kind: account.kind, idNumber: account.idNumber, birthDate: account.birthDate, level: account.level })
  }
  const counts = await playDossiers({ platform, remake, officers, agencies: staffed, citizens, days: DAYS, count: 300, work: await workingTimeFor(db, null) }, say)
  await countFilings(db, now)
  const datasets = await publishProvinceDatasets(db, await datasetFiles(config.province), now)
  const reports = await playReports({ platform, officers, communes: agencies.filter(agency => agency.kind === 'commune-committee') })
  const tasks = await playTasks(platform, agencies)
  say(`Demonstration scene: ${datasets} datasets published, ${reports} reports of the communes, ${tasks} tasks`)
  say(`Demonstration scene: ${accounts.size} officers, ${citizens.length} citizens and organisations, ${counts.total} dossiers (${Object.entries(counts.byState).map(([state, n]) => `${state} ${n}`).join(', ')})`)
  say('')
  say('Officers (password below):')
  for (const person of people.value.people) say(`  ${person.username.padEnd(22)} ${person.name} – ${person.title}, ${agencies.find(a => a.code === person.agency)?.name ?? person.agency}`)
  say(`Demo sign-in for citizens: ${config.publicUrl}/dang-nhap (choose one of the invented people)`)
  say('')
}
