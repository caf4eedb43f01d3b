import type { Channel, Level, PublishedProcedure } from './content.ts'

const LEVEL_NAMES = { ministry: 'BO', province: 'TINH', district: 'HUYEN', commune: 'XA', other: 'KHAC' } as const satisfies Record<Level, string>
const CHANNEL_NAMES = { counter: 'DIRECT', online: 'ONLINE', post: 'POSTAL' } as const satisfies Record<Channel, string>

/** One line of the national catalogue: the twin of `readNationalRecord`. What a pack alone says (levels of online filing, cases of channels) is not in it. */
export function writeNationalRecord({ content, ...procedure }: PublishedProcedure): string {
  return JSON.stringify({
    code: procedure.code, name: procedure.name, ministry: procedure.ministry, field: procedure.field, levels: procedure.levels.map(level => LEVEL_NAMES[level]), type: content.kind, decision: procedure.decision,
    subjects: procedure.subjects, agency: procedure.agency, competent_agency: content.competentAgency, coordinating: content.coordinatingAgency, receive_address: content.receivingAddress,
    methods: content.channels.map(({ channel, time, fees, note }) => ({ method: CHANNEL_NAMES[channel], ...timeText(time), fees, description: note })),
    documents: content.componentGroups.map(group => ({ case: group.case, items: group.items.map(({ name, originals, copies, forms }) => ({ name, original: originals, copy: copies, forms })), tail: group.note })),
    legal: content.legalBasis.map(({ number, name }) => ({ code: number, name })), results: content.results, conditions: content.conditions, steps: content.steps, formality_id: content.nationalId,
  })
}

/** The catalogue has no unit for «the same day». */
function timeText(time: PublishedProcedure['content']['channels'][number]['time']): { readonly time: number | null; readonly unit: string | null } {
  if (time === null) return { time: null, unit: null }
  return time.unit === 'SAME_DAY' ? { time: 1, unit: 'WORKING_DAY' } : { time: time.value, unit: time.unit }
}
