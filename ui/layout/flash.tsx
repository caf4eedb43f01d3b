import { NotificationBanner } from '../components/banner.tsx'
import type { Flash } from './frame.ts'

/** What the last act came to, shown once at the head of the next page. */
export const Flashes = ({ flash }: { readonly flash?: readonly Flash[] | undefined }) =>
  flash === undefined || flash.length === 0 ? null : <>{flash.map(({ tone, text }, i) => <NotificationBanner key={i} id={`flash-${i}`} tone={tone} heading={text} />)}</>
