import type { ComponentChildren } from 'preact'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { choose, DeskPage, ErrorSummary, renderPage, type Back, type Fault, type Frame, type Island } from '../../../ui/index.ts'

export const STORE = '/kho-du-lieu'
export const LOADS = `${STORE}/lan-nap`
export interface LoadDesk { readonly frame: Frame; readonly actor: OfficerActor; readonly faults?: readonly Fault[] | undefined }

/** A page about loads: the desk's layout with the menu of the store. */
export function loadFrame({ desk, title, lead, back, tools, islands, children }: { readonly desk: LoadDesk; readonly title: string; readonly lead?: string | undefined; readonly back?: Back | undefined; readonly tools?: ComponentChildren; readonly islands?: readonly Island[]; readonly children: ComponentChildren }): string {
  const { frame, actor, faults = [] } = desk
  const t = choose(frame.lang)
  const here = frame.here.split('?')[0] ?? ''
  const side = [
    { title: t('Kho dữ liệu', 'Data store'), items: [{ text: t('Bộ dữ liệu', 'Datasets'), href: STORE, current: here === STORE }, { text: t('Các lần nạp', 'Loads'), href: LOADS, current: here === LOADS || here.startsWith(`${LOADS}/`) }] },
    { title: t('Nơi khác', 'Elsewhere'), items: [{ text: t('Về bàn làm việc', 'Back to the desk'), href: '/ban-lam-viec' }] },
  ]
  return renderPage(
    <DeskPage frame={frame} title={title} agency={actor.agencyName} side={side} back={back} faults={faults} islands={islands}>
      <ErrorSummary faults={faults} />
      <div class="ts-desk__head"><h1 class="govuk-heading-l">{title}</h1>{tools}</div>
      {lead !== undefined && <p class="ts-desk__lead">{lead}</p>}
      {children}
    </DeskPage>)
}
