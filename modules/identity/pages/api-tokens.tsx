import type { OfficerActor } from '../../../kernel/actor.ts'
import { ActButton, Button, Checkboxes, choose, CsrfField, EmptyState, faultOf, formatDate, formatDateTime, Input, InsetText, NotificationBanner, Radios, say, Table, Tag, Textarea, TwoLines, type Fault, type Frame } from '../../../ui/index.ts'
import { API_TOKEN_DAYS } from '../domain/api-token.ts'
import type { ApiTokenView } from '../api-tokens.ts'
import { texts } from '../texts.ts'
import { ACCOUNT, accountPage, API_TOKENS } from './account-page.tsx'

export interface ApiTokensView { readonly actor: OfficerActor; /** it was shown too long ago */ readonly asksPassword: boolean; readonly tokens: readonly ApiTokenView[]; readonly now: Date; /** where a client is pointed to */ readonly baseUrl: string; /** told this once */ readonly made?: string | undefined; readonly fields: { readonly name: string; readonly days: string; readonly methods: readonly string[]; readonly networks: string } }

/** The access tokens of an officer: what each may do, when it was used last, its end; and one form for another. */
export function apiTokensPage(frame: Frame, { actor, asksPassword, tokens, now, baseUrl, made, fields }: ApiTokensView, faults: readonly Fault[] = []): string {
  const { lang } = frame
  const t = choose(lang)
  const title = say(texts.apiTokens, lang)
  const methodText = (methods: readonly string[]): string => [...methods.includes('GET') ? [t('đọc', 'read')] : [], ...methods.includes('POST') ? [t('gửi số liệu', 'send values')] : []].join(', ')
  const stateOf = ({ revokedAt, expiresAt }: ApiTokenView) => revokedAt ? <Tag tone="grey">{t('Đã thu hồi', 'Revoked')}</Tag> : expiresAt <= now ? <Tag tone="grey">{t('Hết hạn', 'Expired')}</Tag> : <Tag tone="green">{t('Còn dùng được', 'Works')}</Tag>
  return accountPage(frame, actor, title, faults, <>
    {made !== undefined && <NotificationBanner id="made" tone="success" heading={t('Mã mới, chỉ hiện một lần này', 'The new token, shown this once')}>
      <p class="govuk-body"><code class="ts-token">{made}</code></p>
      <p class="govuk-body">{t('Chép ngay vào phần mềm. Máy chủ chỉ giữ dấu băm, không ai xem lại được.', 'Copy it into the system now. Only its hash is kept; nobody can see it again.')}</p>
      <p class="govuk-body">{t('Địa chỉ', 'Address')}: <code>{baseUrl}</code><br />{t('Tiêu đề', 'Header')}: <code>Authorization: ApiToken …</code></p>
    </NotificationBanner>}
    <Table caption={t('Các mã của bạn', 'Your tokens')} rows={tokens} keyOf={row => row.id} empty={<EmptyState title={t('Bạn chưa lập mã nào', 'You have no token')} />} columns={[
      { id: 'name', header: t('Tên', 'Name'), main: true, cell: row => <TwoLines small={row.networks.length === 0 ? t('từ mọi địa chỉ', 'from anywhere') : t(`từ ${row.networks.join(', ')}`, `from ${row.networks.join(', ')}`)}>{row.name}</TwoLines> },
      { id: 'methods', header: t('Được làm', 'May'), cell: row => methodText(row.methods) },
      { id: 'expires', header: t('Hết hạn', 'Expires'), cell: row => formatDate(row.expiresAt, lang) },
      { id: 'used', header: t('Dùng lần cuối', 'Last used'), cell: row => row.lastUsedAt === null ? t('chưa dùng', 'never') : <TwoLines small={row.lastUsedFrom ?? ''}>{formatDateTime(row.lastUsedAt, lang)}</TwoLines> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: stateOf },
      { id: 'revoke', header: '', cell: row => row.revokedAt === null && row.expiresAt > now ? <ActButton frame={frame} action={`${API_TOKENS}/thu-hoi`} values={{ id: row.id }} tone="warning">{t('Thu hồi', 'Revoke')}<span class="govuk-visually-hidden"> {row.name}</span></ActButton> : null },
    ]} />
    <h2 class="govuk-heading-m">{t('Lập mã mới', 'Make a token')}</h2>
    <form method="post" action={API_TOKENS} noValidate>
      <CsrfField token={frame.csrf} />
      <Input name="name" label={t('Tên', 'Name')} hint={t('Để sau này biết mã nằm ở phần mềm nào. Tên này đứng trong nhật ký.', 'So that you know later which system holds it. It stands in the ledger.')} value={fields.name} maxLength={60} error={faultOf(faults, 'name')} />
      <Radios name="days" label={t('Dùng được trong', 'Lives for')} value={fields.days} error={faultOf(faults, 'days')} options={API_TOKEN_DAYS.map(days => ({ value: String(days), label: t(`${days} ngày`, `${days} days`) }))} />
      <Checkboxes name="methods" label={t('Được làm gì', 'May do')} values={fields.methods} error={faultOf(faults, 'methods')} options={[{ value: 'GET', label: t('Đọc (GET)', 'Read (GET)') }, { value: 'POST', label: t('Gửi số liệu vào bản nháp (POST)', 'Send values into drafts (POST)') }]} />
      <Textarea name="networks" label={t('Chỉ từ các địa chỉ IP', 'Only from these IP addresses')} optional rows={3} hint={t('Mỗi dòng một địa chỉ hoặc mạng, ví dụ 10.55.0.0/16. Để trống: từ mọi nơi.', 'One address or network in a line, like 10.55.0.0/16. Empty: from anywhere.')} value={fields.networks} error={faultOf(faults, 'networks')} />
      <InsetText>{t('Ai có mã thì làm được như bạn. Đừng gửi mã qua thư hay tin nhắn; nghi bị lộ thì thu hồi ngay.', 'Whoever holds it can do what you can. Never send it by mail or message; revoke it at the first doubt.')}</InsetText>
      {asksPassword && <Input name="password" type="password" label={say(texts.currentPassword, lang)} hint={say(texts.confirmAgain, lang)} autocomplete="current-password" error={faultOf(faults, 'password')} />}
      <Button>{t('Lập mã', 'Make it')}</Button>
    </form>
  </>, { back: ACCOUNT, lead: t(`Phần mềm mang mã này gửi và đọc số liệu chỉ tiêu thay bạn, với đúng quyền hiện nay của vị trí ${actor.positionTitle}. Mã chỉ dùng được ở cổng DHIS2, và hết hiệu lực khi bạn rời vị trí.`, `A system that carries such a token sends and reads figures as you, with the present rights of your position ${actor.positionTitle}. It opens the DHIS2 interface alone, and dies when you leave the position.`) })
}
