import type { Fault } from '../../kernel/errors.ts'
import type { Frame } from '../layout/frame.ts'
import { PublicPage } from '../layout/public-page.tsx'
import { isStaffPath, signInPath } from '../layout/sign-in-path.ts'
import { say } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Button } from './button.tsx'

/** The page for anything that was refused or failed: what happened, whose fault, what is safe, what to do now. */
export function FaultPage({ frame, fault, requestId }: { readonly frame: Frame; readonly fault: Fault; readonly requestId: string }) {
  const { lang } = frame
  const { title, detail, fields = [], status } = fault.details
  const vi = lang === 'vi'
  const staff = isStaffPath(frame.here)
  return (
    <PublicPage frame={frame} title={say(title, lang)} width="form" noIndex>
      <div class="ts-fault">
        <h1 class="govuk-heading-l">{say(title, lang)}</h1>
        {detail && <p class="govuk-body">{say(detail, lang)}</p>}
        {staff && status === 401 && <p class="govuk-body ts-js-only">{say(words.keptHere, lang)}</p>}
        {fields.length > 0 && <ul class="govuk-list govuk-list--bullet">{fields.map(field => <li key={field.field}>{say(field.message, lang)}</li>)}</ul>}
        {fault.code === 'assurance-too-low' && <Button href={`/dang-nhap/vnconnect?muc=2&den=${encodeURIComponent(frame.here)}`}>{vi ? 'Đăng nhập mức 2' : 'Sign in with level 2'}</Button>}
        {fault.code === 'mandate-over' && <Button tone="secondary" href="/tai-khoan#uy-quyen">{vi ? 'Xem các ủy quyền của bạn' : 'See your mandates'}</Button>}
        {(status === 401 || (status === 403 && !frame.user)) && <Button href={signInPath(frame.here)}>{vi ? 'Đăng nhập' : 'Sign in'}</Button>}
        <ul class="govuk-list govuk-list--bullet">
          {(status >= 409 || fault.code === 'form-expired') && <li><a class="govuk-link" href={frame.here}>{vi ? 'Mở lại trang này' : 'Open this page again'}</a></li>}
          <li><a class="govuk-link" href="/">{vi ? 'Về trang đầu' : 'Go to the home page'}</a></li>
          {frame.user?.role !== undefined && <li><a class="govuk-link" href="/ban-lam-viec">{vi ? 'Về bàn làm việc' : "Go to the officers' desk"}</a></li>}
          <li><a class="govuk-link" href="/tra-cuu">{vi ? 'Tra cứu hồ sơ của bạn' : 'Track your dossier'}</a></li>
        </ul>
        {status >= 500 && <p class="govuk-body-s">{vi ? 'Mã yêu cầu' : 'Request number'}: <code>{requestId}</code></p>}
      </div>
    </PublicPage>
  )
}
