import { Button, CsrfField, Details, ErrorSummary, faultOf, formatDateTime, formatIsoDate, formatMoney, InsetText, PublicPage, Radios, renderPage, Say, say, SummaryList, type Fault, type Frame, type Lang } from '../../../../ui/index.ts'
import { pagesOf } from '../../../../kernel/forms/visible.ts'
import { completeForm, type ProcedureCase, type ProcedurePack } from '../../../procedures/index.ts'
import type { PlaceToFile } from '../../filing.ts'
import { texts } from './texts.ts'
import { timeInWords } from './words.ts'

export interface StartView {
  readonly pack: ProcedurePack
  readonly places: readonly PlaceToFile[]
  /** what stands between the reader and the first question */
  readonly gate: 'open' | 'sign-in' | 'step-up' | 'officer'
  readonly organisation: boolean
  readonly mandates: readonly { readonly id: string; readonly subjectName: string; readonly validTo: string }[]
  readonly drafts: readonly { readonly id: string; readonly savedAt: Date }[]
  readonly chosen: { readonly caseId: string; readonly forWhom: string }
}

function Papers({ of }: { readonly of: ProcedureCase }) {
  return <ul class="govuk-list govuk-list--bullet">{of.components.map(component => <li key={component.id}><Say text={component.name} />{(component.showIf !== undefined || !component.required) && <> (<Say text={texts.ifApplies} />)</>}</li>)}</ul>
}

/** By their pages, those that some answers spare included. */
function Questions({ of }: { readonly of: ProcedureCase }) {
  return <ul class="govuk-list govuk-list--bullet">{pagesOf(completeForm(of)).map(page => <li key={page.id}><Say text={page.title} />{page.showIf !== undefined && <> (<Say text={texts.ifApplies} />)</>}</li>)}</ul>
}

const feeOf = (of: ProcedureCase, lang: Lang): string => {
  const fees = of.channels.online?.fees ?? []
  if (fees.length === 0) return say(texts.free, lang)
  if (fees.some(fee => fee.unconfirmed)) return say(texts.feeUnconfirmed, lang)
  return fees.map(fee => `${say(fee.name, lang)}: ${fee.usd ? `${fee.usd} USD` : formatMoney(fee.tariff ? fee.tariff.firstAmount : fee.amount, lang)}${fee.note ? ` (${say(fee.note, lang)})` : ''}`).join('; ')
}

/** Before the first question: what it is, what one needs, how long, what it costs, where; then the choice that only the person can make. */
export function startPage(frame: Frame, view: StartView, faults: readonly Fault[] = []): string {
  const { pack, gate, mandates, places, chosen } = view
  const { lang } = frame
  const t = (key: Exclude<keyof typeof texts, 'kinds'>): string => say(texts[key], lang)
  const several = pack.cases.length > 1
  const action = `/nop-ho-so/${pack.code}`
  const factsOf = (of: ProcedureCase): { key: string; value: string }[] => [{ key: t('timeOnline'), value: timeInWords(of.channels.online?.time, lang) }, { key: t('fee'), value: feeOf(of, lang) }]
  const alike = new Set(pack.cases.map(of => JSON.stringify(factsOf(of)))).size === 1
  return renderPage(
    <PublicPage frame={frame} title={say(pack.name, lang)} width="form" back={{ href: `/thu-tuc/${pack.code}` }} faults={faults}>
      <ErrorSummary faults={faults} />
      <h1 class="govuk-heading-l"><Say text={pack.name} /></h1>
      <p class="govuk-body-l"><Say text={pack.summary} /></p>
      <p class="govuk-body">{t('startSteps')}</p>
      {view.drafts.length > 0 && (
        <InsetText>
          <strong>{t('goOn')}</strong>
          <ul class="govuk-list">{view.drafts.map(draft => <li key={draft.id}><a class="govuk-link" href={`/nop-ho-so/nhap/${draft.id}`}>{t('goOnLink')} {formatDateTime(draft.savedAt, lang)}</a></li>)}</ul>
        </InsetText>
      )}
      <h2 class="govuk-heading-m">{t('youNeed')}</h2>
      {pack.cases.map(of => (
        <div key={of.id}>
          {several && <h3 class="govuk-heading-s"><Say text={of.title} /></h3>}
          {of.components.length > 0 ? <Papers of={of} /> : <p class="govuk-body">{t('needNothing')}</p>}
          <Details summary={t('questions')}><Questions of={of} /></Details>
        </div>
      ))}
      <h2 class="govuk-heading-m">{t('atGlance')}</h2>
      {(alike ? pack.cases.slice(0, 1) : pack.cases).map(of => (
        <div key={of.id}>
          {several && !alike && <h3 class="govuk-heading-s"><Say text={of.title} /></h3>}
          <SummaryList rows={factsOf(of)} />
        </div>
      ))}
      <h2 class="govuk-heading-m">{t('whereToFile')}</h2>
      {places.length === 0 ? <p class="govuk-body">{t('noPlace')}</p>
        : <p class="govuk-body">{places.length <= 3 ? places.map(({ agency }) => agency.name).join('; ') : lang === 'vi' ? `${places.length} cơ quan trong tỉnh. Bạn chọn ở bước sau.` : `${places.length} offices in the province; you choose later.`}</p>}
      {gate === 'sign-in' && <><p class="govuk-body">{t('signInWhy')}</p><Button size="large" href={`/dang-nhap?den=${encodeURIComponent(action)}`}>{t('signInFirst')}</Button></>}
      {gate === 'step-up' && <><p class="govuk-body">{t('stepUpWhy')}</p><Button size="large" href={`/dang-nhap/vnconnect?muc=2&den=${encodeURIComponent(action)}`}>{t('stepUp')}</Button></>}
      {gate === 'officer' && <InsetText>{lang === 'vi' ? 'Bạn đang đăng nhập bằng tài khoản cán bộ. Hồ sơ tại quầy được lập ở bàn làm việc.' : 'You are signed in as staff. Counter dossiers are made at the desk.'}</InsetText>}
      {gate === 'open' && places.length > 0 && (
        <form method="post" action={action}>
          <CsrfField token={frame.csrf} />
          {several && <Radios name="caseId" labelSize="m" label={t('whichCase')} value={chosen.caseId} error={faultOf(faults, 'caseId')} options={pack.cases.map(of => ({ value: of.id, label: say(of.title, lang), hint: of.hint && say(of.hint, lang) }))} />}
          {mandates.length > 0 && (
            <Radios name="forWhom" labelSize="m" label={t('forWhom')} value={chosen.forWhom} error={faultOf(faults, 'forWhom')}
              options={[{ value: 'self', label: view.organisation ? t('forOrganisation') : t('forMe') }, ...mandates.map(mandate => ({ value: mandate.id, label: `${t('forOther')} ${mandate.subjectName}`, hint: `${t('mandateHint')} ${formatIsoDate(mandate.validTo, lang)}` }))]} />
          )}
          <Button size="large">{t('start')}</Button>
        </form>
      )}
      <Details summary={t('helpWanted')}>{t('helpWantedText')}</Details>
    </PublicPage>)
}
