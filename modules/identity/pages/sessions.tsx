import { Button, CsrfField, formatDateTime, say, Table, TwoLines, type Frame } from '../../../ui/index.ts'
import type { SessionView } from '../queries.ts'
import { methods, texts } from '../texts.ts'

/** `Firefox · Windows`: enough to know one's own device again; the raw text stays out of the page. */
export function deviceName(userAgent: string): string {
  const browser = [['Edg/', 'Edge'], ['coc_coc', 'Cốc Cốc'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([mark = '']) => userAgent.includes(mark))?.[1]
  const system = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([mark = '']) => userAgent.includes(mark))?.[1]
  return [browser, system].filter((part) => part !== undefined).join(' · ') || '–'
}

/** Open sessions of one's own account, with one button that ends all others. */
export function Sessions({ frame, sessions, current, action }: { readonly frame: Frame; readonly sessions: readonly SessionView[]; readonly current: string; readonly action: string }) {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return (
    <section>
      <h2 class="govuk-heading-m" id="phien">{t('sessions')}</h2>
      <Table
        caption={t('sessions')} captionHidden rows={sessions} keyOf={(row) => row.id}
        columns={[
          { id: 'device', header: t('device'), main: true, cell: (row) => <TwoLines small={`${say(methods[row.method], frame.lang)} · ${row.ip}`}>{deviceName(row.userAgent)}{row.id === current && <> <strong>({t('thisSession')})</strong></>}</TwoLines> },
          { id: 'since', header: t('since'), cell: (row) => formatDateTime(row.createdAt, frame.lang) },
          { id: 'seen', header: t('lastSeen'), cell: (row) => formatDateTime(row.lastSeenAt, frame.lang) },
        ]}
      />
      {sessions.length > 1 && <form method="post" action={action}><CsrfField token={frame.csrf} /><Button tone="secondary">{t('signOutElsewhere')}</Button></form>}
    </section>
  )
}
