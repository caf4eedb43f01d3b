// clients/exchange/src/client.ts breaks client-alone
export { leafHash } from '../../../kernel/ledger/merkle.ts'
