/** What one connection may take of a server: slow senders hold a connection, never a worker; the number of connections is no limit, since a limit would shut everybody out. */
export const SERVER_LIMITS = {
  /** 2 MB from a phone at 10 KB/s */
  requestTimeout: 300_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 15_000,
  /** how often the two are looked at: Node's own half minute would let a slow head live for forty seconds */
  connectionsCheckingInterval: 5_000,
} as const
