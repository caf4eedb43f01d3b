import type { ComponentChildren } from 'preact'
import { Button } from '../components/button.tsx'
import { Pagination, pageLinks } from '../components/pagination.tsx'
import { Table } from '../components/table.tsx'
import { formatDateTime, formatIsoDate, formatNumber } from '../texts/format.ts'
import { useLang, type Lang } from '../texts/lang.tsx'
import { CsrfField } from './csrf.tsx'
import type { Frame } from './frame.ts'

/** Chooses by language, for texts that stand beside their place: `const t = choose(frame.lang)`. */
export const choose = (lang: Lang) => (vi: string, en: string): string => (lang === 'vi' ? vi : en)

export const ADMIN_PAGE_SIZE = 30

/** `path?q=…&page=…` without empty parameters. */
export function addressOf(path: string, parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams(Object.entries(parameters).flatMap(([key, value]) => value === undefined || value === '' || (key === 'page' && value === 1) ? [] : [[key, String(value)]]))
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

/** Pages of a list whose filters stay in the address. */
export function ListPages({ path, parameters, page, total, size = ADMIN_PAGE_SIZE }: { readonly path: string; readonly parameters: Readonly<Record<string, string | undefined>>; readonly page: number; readonly total: number; readonly size?: number }) {
  const lang = useLang()
  const last = Math.max(1, Math.ceil(total / size))
  const href = (n: number): string => addressOf(path, { ...parameters, page: n })
  return (
    <>
      <p class="govuk-body-s ts-quiet">{lang === 'vi' ? `${formatNumber(total, lang)} mục${last > 1 ? `, trang ${page} trên ${last}` : ''}` : `${formatNumber(total, lang)} entries${last > 1 ? `, page ${page} of ${last}` : ''}`}</p>
      <Pagination pages={last > 1 ? pageLinks(page, last, href) : []} previousHref={page > 1 ? href(page - 1) : undefined} nextHref={page < last ? href(page + 1) : undefined} />
    </>
  )
}

/** A form of administration: token, and the version that was read. */
export const AdminForm = ({ frame, action, version, children, files = false }: { readonly frame: Frame; readonly action: string; readonly version?: number | string | undefined; readonly children: ComponentChildren; readonly files?: boolean }) => (
  <form method="post" action={action} class="ts-admin-form" noValidate encType={files ? 'multipart/form-data' : undefined}>
    <CsrfField token={frame.csrf} />
    {version !== undefined && <input type="hidden" name="version" value={String(version)} />}
    {children}
  </form>
)

/** One button that does one thing, with its hidden values. */
export const ActButton = ({ frame, action, values = {}, children, tone = 'secondary' }: { readonly frame: Frame; readonly action: string; readonly values?: Readonly<Record<string, string>>; readonly children: ComponentChildren; readonly tone?: 'secondary' | 'warning' | 'quiet' }) => (
  <form method="post" action={action} class="ts-inline-form">
    <CsrfField token={frame.csrf} />
    {Object.entries(values).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
    <Button tone={tone} size="small">{children}</Button>
  </form>
)

/** `01/07/2025 – nay`. */
export const periodText = (from: string, to: string | null, lang: Lang): string => `${formatIsoDate(from, lang)} – ${to === null ? (lang === 'vi' ? 'nay' : 'now') : formatIsoDate(to, lang)}`

export interface Wording { readonly version: number; readonly changedAt: Date; readonly by: string; readonly lines: readonly string[] }
/** Earlier wordings, latest first: what stood there, until when, and who changed it. */
export function History({ wordings }: { readonly wordings: readonly Wording[] }) {
  const lang = useLang()
  const t = choose(lang)
  return (
    <section>
      <h2 class="govuk-heading-m">{t('Các bản trước', 'Earlier wordings')}</h2>
      <Table caption={t('Các bản trước', 'Earlier wordings')} captionHidden rows={wordings} keyOf={(row) => String(row.version)}
        empty={<p class="govuk-body ts-quiet">{t('Chưa sửa lần nào.', 'Never changed.')}</p>}
        columns={[
          { id: 'version', header: t('Bản', 'Version'), main: true, cell: (row) => row.version },
          { id: 'content', header: t('Nội dung khi đó', 'What it said'), cell: (row) => <div class="ts-was">{row.lines.map((line) => <div key={line}>{line}</div>)}</div> },
          { id: 'until', header: t('Sửa lúc', 'Changed at'), cell: (row) => <>{formatDateTime(row.changedAt, lang)}<small>{row.by}</small></> },
        ]} />
    </section>
  )
}
