// kernel/http/faults.ts breaks floor-order
export { FaultPage } from '../../ui/index.ts'
