/** Papers that an act leaves behind, made by a job after the commit. */
export const PRINT_KINDS = ['filing-receipt', 'receipt', 'supplement-request', 'refusal', 'reappointment', 'stop-notice', 'process-control'] as const
export type PrintKind = (typeof PRINT_KINDS)[number]
