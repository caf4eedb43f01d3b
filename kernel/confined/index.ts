export { confine, Crowded, type Bounds, type Confined } from './confine.ts'
export { serveTasks } from './serve.ts'
