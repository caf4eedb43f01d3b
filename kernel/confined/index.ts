export { confine, Crowded, type Bounds, type Confined } from './confine.ts'
export { serveTasks } from './serve.ts'
export { serveStream, type StreamTask } from './serve-stream.ts'
export { endSpares, streamThrough, type ConfinedStream, type StreamBounds } from './stream.ts'
