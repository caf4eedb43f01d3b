// modules/identity/sign-in.ts breaks floor-order
export { startVnconnect } from '../../simulators/vnconnect/server.ts'
