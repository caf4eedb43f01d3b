import { formatMoney, formatNumber, say, type Lang } from '../../../../ui/index.ts'
import type { ChannelOffer, Fee, OfferTime } from '../../domain/content.ts'
import { texts, unitTexts } from '../../texts.ts'

/** `3 ngày làm việc`; OTHER and null point to the note, since the published text has no figure. */
export function describeTime(time: OfferTime | null, note: string, lang: Lang): string {
  if (time === null || time.unit === 'OTHER') return say(note === '' ? texts.unstated : texts.seeNote, lang)
  if (time.unit === 'SAME_DAY') return say(texts.sameDay, lang)
  const unit = say(unitTexts[time.unit], lang)
  return `${formatNumber(time.value, lang)} ${lang === 'en' && time.value === 1 ? unit.replace(/s$/, '') : unit}`
}

/**
 * One fee in words, its note behind it. The national catalogue writes 0 also where only the note, a law or the People's Council says
 * what is due; so its 0 is never called free. `ours`: terms approved here, where 0 means free.
 */
export function describeFee({ amount, currency, note }: Fee, lang: Lang, ours: boolean): string {
  if (amount === null || (amount === 0 && !ours && note !== '')) return note || say(texts.seeNote, lang)
  const money = amount === 0 ? say(ours ? texts.free : texts.zeroPublished, lang) : currency === null || currency === 'VND' ? formatMoney(amount, lang) : `${formatNumber(amount, lang)} ${currency}`
  return note === '' ? money : `${money} (${note})`
}

const SHORT = 140
/** All fees of a channel at a glance, for a line in a list. */
export function summariseFees(offers: readonly ChannelOffer[], lang: Lang, ours: boolean): string | undefined {
  const fees = offers.flatMap((offer) => offer.fees)
  if (fees.length === 0) return undefined
  const words = new Set(offers.map((offer) => offer.fees.map((fee) => describeFee(fee, lang, ours)).join('; ')))
  const only = [...words][0]
  if (words.size === 1 && only !== undefined && only.length <= SHORT && (ours || /[1-9]/.test(only))) return only
  if (ours && fees.every((fee) => fee.amount === null)) return say(texts.feeNotSet, lang)
  if (fees.every((fee) => !fee.amount)) return ours ? say(texts.free, lang) : undefined
  return say(texts.hasFee, lang)
}

/** The time all channels share, for a line in a list; nothing when they differ or give no figure. */
export function summariseTime(offers: readonly ChannelOffer[], lang: Lang): string | undefined {
  const times = offers.flatMap((offer) => offer.time && offer.time.unit !== 'OTHER' ? [describeTime(offer.time, '', lang)] : [])
  return new Set(times).size === 1 && times.length === offers.length ? times[0] : undefined
}

/** Paragraphs of a published text. */
export const paragraphs = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
