import type { ComponentChildren } from 'preact'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { DeskPage, renderPage, say, type Fault, type Frame } from '../../../ui/index.ts'
import { texts } from '../texts.ts'

export const ACCOUNT = '/can-bo/tai-khoan'
export const API_TOKENS = `${ACCOUNT}/ma-truy-cap`
/** A page of an officer's own account, with the menu that they share. */
export function accountPage(frame: Frame, actor: OfficerActor, title: string, faults: readonly Fault[], children: ComponentChildren, { back, lead }: { readonly back?: string; readonly lead?: string } = {}): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  const here = (href: string) => ({ href, current: frame.here.split('?')[0] === href })
  return renderPage(
    <DeskPage
      frame={frame} title={title} heading={title} agency={actor.agencyName} lead={lead} faults={faults} islands={['passkey']} {...(back ? { back: { href: back } } : {})}
      side={[{ title: t('account'), items: [{ text: t('security'), ...here(ACCOUNT) }, { text: t('apiTokens'), ...here(API_TOKENS) }, { text: frame.lang === 'vi' ? 'Bàn làm việc' : 'Officers’ desk', href: '/ban-lam-viec' }] }]}
    >
      {children}
    </DeskPage>,
  )
}

