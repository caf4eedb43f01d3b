// kernel/working-time.ts breaks no-clock
export const late = new Date()
