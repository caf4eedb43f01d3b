import { CHANNELS, type ChannelOffer, type ComponentGroup, type ProcedureContent, type PublishedProcedure } from './content.ts'
import type { ProcedureCase, ProcedurePack, Subject } from './pack.ts'

/** source of a version whose wording is the pack's own */
export const PACK_SOURCE = 'province-pack'
/** The catalogue's own words for whom a procedure is for. */
const SUBJECT_NAMES: Readonly<Record<Subject, string>> = {
  citizen: 'Công dân Việt Nam', 'overseas-vietnamese': 'Người Việt Nam định cư ở nước ngoài', foreigner: 'Người nước ngoài', enterprise: 'Doanh nghiệp',
  cooperative: 'Hợp tác xã', organisation: 'Tổ chức (không bao gồm doanh nghiệp, HTX)', 'household-business': 'Hộ kinh doanh',
}
const SAME_DAY = 'Trả kết quả trong ngày; nhận sau giờ chốt thì trả vào ngày làm việc tiếp theo.'
const FREE = { amount: 0, currency: 'VND', note: '' } as const
const UNCONFIRMED = 'mức thu của tỉnh chưa được xác nhận'
const dong = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+$)/g, '.')

function offers(of: ProcedureCase, alone: boolean): ChannelOffer[] {
  return CHANNELS.flatMap((channel) => {
    const terms = of.channels[channel]
    if (!terms) return []
    const { value, unit, note } = terms.time
    return [{
      channel, ...(alone ? {} : { case: of.title.vi }), time: unit === 'SAME_DAY' ? null : { value, unit },
      fees: terms.fees.length === 0 ? [FREE] : terms.fees.map((fee) => ({
        amount: fee.tariff ? fee.tariff.firstAmount : fee.usd ?? fee.amount, currency: fee.usd === undefined ? 'VND' : 'USD',
        note: [fee.name.vi, fee.tariff ? `mỗi trang, từ trang ${fee.tariff.firstPages + 1} là ${dong(fee.tariff.nextAmount)} đồng, tối đa ${dong(fee.tariff.maxPerCopy)} đồng một bản` : '', fee.note?.vi ?? '', fee.unconfirmed ? UNCONFIRMED : ''].filter(Boolean).join('; '),
      })),
      note: [unit === 'SAME_DAY' ? SAME_DAY : '', note?.vi ?? ''].filter(Boolean).join(' '),
    }]
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
    channels: pack.cases.flatMap((each) => offers(each, alone)).toSorted((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel)),
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
