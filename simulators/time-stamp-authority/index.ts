export { startTimeStampAuthority, type RunningTimeStampAuthority, type TimeStampAuthorityOptions } from './server.ts'
export { SIMULATED_POLICY } from './token.ts'
