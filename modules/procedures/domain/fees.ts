import { holds } from '../../../kernel/forms/conditions.ts'
import type { Answers, Text } from '../../../kernel/forms/definition.ts'
import { isAnswersList } from '../../../kernel/forms/visible.ts'
import type { Channel, Fee, PageTariff, ProcedureCase } from './pack.ts'

/** One line of what a dossier costs. Amounts in whole VND; `usd` is what the rule sets in dollars, paid at the day's rate. */
export interface FeeLine {
  readonly id: string; readonly name: Text; readonly kind: Fee['kind']; readonly amount: number; readonly usd: number
  readonly exempt: boolean; readonly note?: Text; readonly unconfirmed: boolean
}
export interface FeesDue { readonly lines: readonly FeeLine[]; readonly total: number; readonly totalUsd: number }

function numberAt(answers: Answers, name: string): number {
  const value = answers[name]
  if (typeof value === 'number') return value
  return Array.isArray(value) ? value.length : 0
}

function byPages(tariff: PageTariff, answers: Answers): number {
  const items = answers[tariff.each]
  if (!isAnswersList(items)) return 0
  return items.reduce((total, item) => {
    const pages = numberAt(item, tariff.pages)
    const copy = Math.min(pages, tariff.firstPages) * tariff.firstAmount + Math.max(0, pages - tariff.firstPages) * tariff.nextAmount
    return total + Math.min(copy, tariff.maxPerCopy) * numberAt(item, tariff.copies)
  }, 0)
}

function amountOf(fee: Fee, answers: Answers): number {
  if (fee.tariff) return byPages(fee.tariff, answers)
  return fee.per === undefined ? fee.amount : fee.amount * numberAt(answers, fee.per)
}

/** What filing this case over this channel costs, given the visible answers; exempt lines stay in the list with amount 0. */
export function feesDue(of: Pick<ProcedureCase, 'channels'>, channel: Channel, answers: Answers): FeesDue {
  const lines = (of.channels[channel]?.fees ?? []).map((fee): FeeLine => {
    const exempt = fee.exemptIf !== undefined && holds(fee.exemptIf, answers)
    return {
      id: fee.id, name: fee.name, kind: fee.kind, exempt, amount: exempt ? 0 : amountOf(fee, answers), usd: exempt ? 0 : fee.usd ?? 0,
      unconfirmed: fee.unconfirmed === true, ...(fee.note ? { note: fee.note } : {}),
    }
  })
  return { lines, total: lines.reduce((sum, { amount }) => sum + amount, 0), totalUsd: lines.reduce((sum, { usd }) => sum + usd, 0) }
}

/** Nobody knows yet what this line costs: it must be told as open, never as free of charge. One rule for citizen and desk. */
export const isOpenFee = ({ unconfirmed, amount, usd, exempt }: FeeLine): boolean => unconfirmed && amount === 0 && usd === 0 && !exempt
