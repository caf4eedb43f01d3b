import type { OfficerActor } from '../../../kernel/actor.ts'
import { adminPage, CardGrid, choose, openSections, say, type Frame } from '../../../ui/index.ts'

/** Everything that whoever looks may administer. */
export function administrationHome(frame: Frame, actor: OfficerActor): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Quản trị', 'Administration'), agency: actor.agencyName,
    lead: actor.roles.includes('administrator') ? t('Mọi thay đổi đều có phiên bản, có người chịu trách nhiệm và nằm trong nhật ký.', 'Every change has a version, somebody who answers for it, and a place in the ledger.') : t('Bạn quản lý người và vị trí của cơ quan mình và các đơn vị trực thuộc.', 'You manage the people and positions of your own agency and those below.'),
    children: <>{openSections(frame).map((section) => (
      <section key={section.title.vi}><h2 class="govuk-heading-m">{say(section.title, frame.lang)}</h2><CardGrid cards={section.items.map((item) => ({ title: say(item.text, frame.lang), href: item.href, text: say(item.about, frame.lang) }))} /></section>
    ))}</>,
  })
}
