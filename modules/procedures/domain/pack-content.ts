import { CHANNELS, type ChannelOffer, type ComponentGroup, type Fee, type ProcedureContent, type PublishedProcedure } from './content.ts'
import type { Fee as PackFee, ProcedureCase, ProcedurePack, Subject } from './pack.ts'

/** source of a version whose wording is the pack's own */
export const PACK_SOURCE = 'province-pack'
/** The catalogue's own words for whom a procedure is for. */
const SUBJECT_NAMES: Readonly<Record<Subject, string>> = {
  citizen: 'Công dân Việt Nam', 'overseas-vietnamese': 'Người Việt Nam định cư ở nước ngoài', foreigner: 'Người nước ngoài', enterprise: 'Doanh nghiệp',
  cooperative: 'Hợp tác xã', organisation: 'Tổ chức (không bao gồm doanh nghiệp, HTX)', 'household-business': 'Hộ kinh doanh',
}
const FREE = { amount: 0, currency: 'VND', note: '' } as const
const UNCONFIRMED = 'mức thu của tỉnh chưa được xác nhận'
const dong = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+$)/g, '.')

const sentence = (text: string): string => text.replace(/[.\s]+$/, '')

function feeOf(fee: PackFee): Fee {
  const tariff = fee.tariff && !fee.note ? `mỗi trang, từ trang ${fee.tariff.firstPages + 1} là ${dong(fee.tariff.nextAmount)} đồng, tối đa ${dong(fee.tariff.maxPerCopy)} đồng một bản` : ''
  return {
    // a zero that nobody has confirmed is a gap, not a gift
    amount: fee.tariff ? fee.tariff.firstAmount : fee.usd ?? (fee.unconfirmed && fee.amount === 0 ? null : fee.amount), currency: fee.usd === undefined ? 'VND' : 'USD',
    note: [fee.name.vi, tariff, sentence(fee.note?.vi ?? ''), fee.unconfirmed ? UNCONFIRMED : ''].filter(Boolean).join('; '),
  }
}

/** Ways to file; a channel whose terms are the same in every case stands once, without a case. */
function offers(pack: ProcedurePack): ChannelOffer[] {
  return CHANNELS.flatMap((channel) => {
    const all = pack.cases.flatMap((each) => {
      const terms = each.channels[channel]
      if (!terms) return []
      const { value, unit, note } = terms.time
      return [{ of: each.title.vi, offer: { channel, time: { value, unit }, fees: terms.fees.length === 0 ? [FREE] : terms.fees.map(feeOf), note: note?.vi ?? '' } }]
    })
    const alike = all.length === pack.cases.length && new Set(all.map(({ offer }) => JSON.stringify(offer))).size === 1
    return alike ? all.slice(0, 1).map(({ offer }) => offer) : all.map(({ of, offer }) => ({ ...offer, case: of }))
  })
}

function components(of: ProcedureCase, alone: boolean): ComponentGroup {
  return { case: alone ? '' : of.title.vi, note: '', items: of.components.map((each) => ({ name: each.name.vi, explanation: each.explanation.vi, originals: each.original, copies: each.copy, forms: [] })) }
}

/**
 * What a pack says of its procedure in the shape of the catalogue, for a province that runs a procedure before (or without) the
 * national record of it.
 */
export function contentOfPack(pack: ProcedurePack): PublishedProcedure {
  const alone = pack.cases.length === 1
  const first = pack.cases[0]
  const content: ProcedureContent = {
    steps: first ? ['Bạn trả lời câu hỏi, gửi giấy tờ và nhận mã hồ sơ.', ...first.workflow.steps.map((step) => `${step.name.vi}.`), 'Bạn nhận kết quả.'].map((text, at) => `Bước ${at + 1}: ${text}`).join('\n') : '',
    channels: offers(pack),
    componentGroups: pack.cases.map((each) => components(each, alone)).filter((group) => group.items.length > 0),
    competentAgency: null, coordinatingAgency: null, receivingAddress: null,
    results: pack.results.map(({ code, name }) => ({ code, name })), legalBasis: pack.legalBasis.map(({ code, name }) => ({ number: code, name })),
    conditions: '', kind: '', nationalId: null,
  }
  return {
    code: pack.code, name: pack.name.vi, field: pack.field, ministry: '', levels: pack.levels, decision: pack.decision ?? '', agency: null,
    subjects: pack.subjects.map((subject) => SUBJECT_NAMES[subject]), onlineLevel: pack.onlineLevel, content,
  }
}
