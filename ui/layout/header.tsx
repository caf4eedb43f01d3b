import type { ComponentChildren } from 'preact'
import { Icon } from '../components/icon.tsx'
import { LANGS, Say, say } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { CsrfField } from './csrf.tsx'
import { inLanguage, isHere, type Frame, type NavItem } from './frame.ts'
import { Mark } from './mark.tsx'

const LANGUAGE_NAMES = { vi: 'Tiếng Việt', en: 'English' } as const

/** The other language, in its own name. */
function LanguageSwitch({ frame }: { readonly frame: Frame }) {
  return (
    <ul class="ts-lang" aria-label={say(words.language, frame.lang)}>
      {LANGS.map((lang) => (
        <li key={lang}>
          {lang === frame.lang
            ? <span class="ts-lang__item ts-lang__item--on" aria-current="true"><span aria-hidden="true">{lang.toUpperCase()}</span><span class="govuk-visually-hidden">{LANGUAGE_NAMES[lang]}</span></span>
            : <a class="ts-lang__item" href={inLanguage(frame.here, lang)} hreflang={lang} lang={lang} rel="alternate"><span aria-hidden="true">{lang.toUpperCase()}</span><span class="govuk-visually-hidden">{LANGUAGE_NAMES[lang]}</span></a>}
        </li>
      ))}
    </ul>
  )
}

function Me({ frame, signIn }: { readonly frame: Frame; readonly signIn: boolean }) {
  const { user, site, lang } = frame
  if (user === undefined) return signIn ? <li><a class="ts-nav__link ts-nav__link--me" href={site.signInHref}>{say(words.signIn, lang)}</a></li> : null
  return (
    <>
      <li><a class="ts-nav__link ts-nav__link--me" href={user.accountHref}>
        <span class="ts-nav__me" title={user.name}>{user.name}{user.role !== undefined && <small>{user.role}</small>}</span>
      </a></li>
      <li>
        <form method="post" action={user.signOutHref}><CsrfField token={frame.csrf} /><button class="ts-nav__link" type="submit">{say(words.signOut, lang)}</button></form>
      </li>
    </>
  )
}

interface HeaderProps {
  readonly frame: Frame
  readonly home: string
  readonly name: string
  readonly small: string
  readonly nav: readonly NavItem[]
  readonly signIn: boolean
  /** what the narrow-screen menu holds besides the links (the desk's side navigation) */
  readonly more?: ComponentChildren
}

/** Mark, name and menu. On narrow screens the same menu stands behind `<details>`, without any script. */
export function Header({ frame, home, name, small, nav, signIn, more }: HeaderProps) {
  const list = (
    <ul class="ts-nav__list">
      {nav.map((item) => (
        <li key={item.href}>
          <a class="ts-nav__link" href={item.href} aria-current={isHere(frame.here, item.href) ? 'page' : undefined} data-key={item.key}>
            <Say text={item.text} />{item.key !== undefined && <kbd class="ts-kbd" aria-hidden="true">{item.key}</kbd>}
          </a>
        </li>
      ))}
      <li><LanguageSwitch frame={frame} /></li>
      <Me frame={frame} signIn={signIn} />
    </ul>
  )
  return (
    <header class="ts-top">
      <div class="ts-top__in">
        <a class="ts-brand" href={home}>
          <Mark />
          <span><span class="ts-brand__name">{name}</span><span class="ts-brand__small">{small}</span></span>
        </a>
        <details class="ts-menu">
          <summary><Icon name="menu" />{say(words.menu, frame.lang)}</summary>
          <nav class="ts-menu__body" aria-label={say(words.mainMenu, frame.lang)}>{more}{list}</nav>
        </details>
        <nav class="ts-nav" aria-label={say(words.mainMenu, frame.lang)}>{list}</nav>
      </div>
    </header>
  )
}

/** Says on every page that nothing here is real. */
export function PhaseBanner({ frame }: { readonly frame: Frame }) {
  if (!frame.site.demo) return null
  return (
    <section class="ts-phase" aria-label={say(words.demo, frame.lang)}>
      <p class="ts-phase__in"><strong>{say(words.demo, frame.lang)}</strong>{say(words.demoText, frame.lang)}</p>
    </section>
  )
}
