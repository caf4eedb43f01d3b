// ui/components/timeline.tsx breaks no-clock
export const late = Date.now()
