import { isHere } from '../layout/frame.ts'
import { formatNumber } from '../texts/format.ts'
import { useLang } from '../texts/lang.tsx'

export interface SideItem { readonly text: string; readonly href: string; readonly count?: number | undefined; /** there are more than were counted */ readonly more?: boolean; readonly tone?: 'late' | undefined; readonly current?: boolean | undefined }
export interface SideSection { readonly title: string; readonly items: readonly SideItem[] }

/** The desk's side navigation: what waits, and how much of it. */
export function SideNav({ sections, here }: { readonly sections: readonly SideSection[]; readonly here: string }) {
  const lang = useLang()
  return (
    <div class="ts-side__sections">
      {sections.map((section) => (
        <div key={section.title}>
          <p class="ts-side__title" aria-hidden="true">{section.title}</p>
          <ul class="ts-side__list" aria-label={section.title}>
            {section.items.map((item) => (
              <li key={item.href}>
                <a class="ts-side__link" href={item.href} aria-current={(item.current ?? isHere(here, item.href)) ? 'page' : undefined}>
                  <span>{item.text}</span>
                  {item.count !== undefined && <span class={`ts-side__count${item.tone === 'late' && item.count > 0 ? ' ts-side__count--late' : ''}`}>{formatNumber(item.count, lang)}{item.more && '+'}</span>}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
