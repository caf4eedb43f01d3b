import { Say, say } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import type { Frame } from './frame.ts'

export function Footer({ frame }: { readonly frame: Frame }) {
  const { site, lang } = frame
  return (
    <footer class="ts-footer">
      <div class="ts-footer__in">
        <div class="ts-footer__owner">
          <strong><Say text={site.owner} /></strong>
          {site.phone !== undefined && <span>{say(words.helpLine, lang)} <a href={`tel:${site.phone.replace(/[^+\d]/g, '')}`}>{site.phone}</a></span>}
        </div>
        <nav aria-label={say(words.footer, lang)}>
          <ul>{site.footer.map((item) => <li key={item.href}><a href={item.href}><Say text={item.text} /></a></li>)}</ul>
        </nav>
      </div>
    </footer>
  )
}
