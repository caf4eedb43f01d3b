import type { ComponentChildren } from 'preact'
import type { OfficerActor } from '../../../../kernel/actor.ts'
import { CsrfField, say, type Frame, type SideItem, type SideSection } from '../../../../ui/index.ts'
import { MOST_COUNTED, type WorkCounts, type WorkFilter, type WorkListName } from '../../work-queries.ts'
import { both, LISTS } from './texts.ts'

/** What every page of the desk is drawn in. */
export interface DeskFrame { readonly frame: Frame; readonly agency: string; readonly side: readonly SideSection[]; /** whose typing a form keeps */ readonly account: string }

export const DESK = '/ban-lam-viec'
export const listHref = (list: WorkListName): string => `${DESK}?ds=${LISTS[list].slug}`
/** What narrows and orders a list, as the address says it: everything that is chosen can be sent to a colleague or kept under a name. */
export interface Chosen extends WorkFilter { readonly sort?: 'due' | 'name' }
export function queryOf(list: WorkListName, { channel, field, processing, assignee, sort }: Chosen): string {
  const parts = { ds: LISTS[list].slug, kenh: channel, 'linh-vuc': field, tt: processing, nguoi: assignee, xep: sort === 'name' ? 'ten' : undefined }
  return Object.entries(parts).flatMap(([name, value]) => value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]).join('&')
}
export const dossierHref = (id: string, rest = ''): string => `${DESK}/ho-so/${id}${rest}`

const OWN_LISTS: readonly { readonly role: OfficerActor['roles'][number]; readonly lists: readonly WorkListName[] }[] = [
  { role: 'signer', lists: ['to-sign', 'to-replace'] },
  { role: 'approver', lists: ['to-approve', 'to-assign'] },
  { role: 'reception-officer', lists: ['to-receive', 'waiting-supplement', 'to-transfer', 'to-return', 'to-urge'] },
  { role: 'case-officer', lists: ['mine', 'to-assign', 'to-replace', 'consultations'] },
  { role: 'unit-administrator', lists: ['to-assign'] },
  { role: 'supervisor', lists: ['to-urge'] },
]
const UNIT_LISTS: readonly WorkListName[] = ['in-progress', 'due-soon', 'overdue', 'stalled', 'closed']

/** The lists of somebody's own work, by what their roles do; nothing twice. */
export const ownLists = (roles: OfficerActor['roles']): readonly WorkListName[] => [...new Set(OWN_LISTS.filter(({ role }) => roles.includes(role)).flatMap(({ lists }) => lists))]

/** The most urgent first. */
const OVERSEEN: readonly WorkListName[] = ['overdue', 'stalled', 'due-soon', 'in-progress']

/**
 * What somebody sees first: their first list that has something in it, else their first list. An administrator, who has none, sees the most
 * urgent of what lies below them; undefined when nothing does.
 */
export function defaultList(roles: OfficerActor['roles'], counts: WorkCounts): WorkListName | undefined {
  const own = ownLists(roles)
  return own.find(list => counts[list] > 0) ?? own[0] ?? OVERSEEN.find(list => counts[list] > 0)
}

export function sideOf(roles: OfficerActor['roles'], counts: WorkCounts, reminders: number, lang: Frame['lang'], current: string): SideSection[] {
  const item = (list: WorkListName): SideItem => ({ text: say(list === 'to-assign' && roles.includes('case-officer') && !roles.includes('approver') ? { vi: 'Chờ nhận xử lý', en: 'To take' } : LISTS[list].name, lang), href: listHref(list), current: current === list, ...(list === 'closed' ? {} : { count: Math.min(counts[list], MOST_COUNTED), more: counts[list] > MOST_COUNTED }), ...(list === 'overdue' ? { tone: 'late' as const } : {}) })
  const own = ownLists(roles)
  const book = (slug: string, vi: string, en: string): SideItem => ({ text: both(vi, en, lang), href: `${DESK}/${slug}`, current: current === slug })
  return [
    { title: both('Việc của tôi', 'My work', lang), items: [...own.map(item), { ...book('nhac-viec', 'Nhắc việc', 'Reminders'), count: reminders, ...(reminders > 0 ? { tone: 'late' as const } : {}) }] },
    { title: both('Cả đơn vị', 'The whole unit', lang), items: UNIT_LISTS.map(item) },
    { title: both('Sổ và báo cáo', 'Registers', lang), items: [book('so', 'Sổ theo dõi hồ sơ', 'Register of dossiers'), book('ket-qua', 'Sổ kết quả', 'Register of results'), book('tong-quan', 'Tổng quan đơn vị', 'Overview')] },
  ]
}

/** Hidden fields of an act: the form token, the version that was read, the last step that was seen, and the key by which it is done once. */
export const ActFields = ({ csrf, version, seen, once }: { readonly csrf: string; readonly version: number; readonly seen: number; readonly once: string }) => (
  <><CsrfField token={csrf} /><input type="hidden" name="version" value={version} /><input type="hidden" name="seen" value={seen} /><input type="hidden" name="once" value={once} /></>
)

export const Quiet = ({ children }: { readonly children: ComponentChildren }) => <p class="ts-quiet govuk-!-margin-bottom-2">{children}</p>
