// app/start.ts breaks floor-order
export { startVnconnect } from '../simulators/vnconnect/server.ts'
