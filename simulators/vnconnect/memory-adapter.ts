interface Entry { payload: Payload; expiresAt: number }
interface Payload { grantId?: string; uid?: string; userCode?: string; consumed?: number; [key: string]: unknown }

/** Storage contract of oidc-provider, kept in memory: the simulator forgets everything when it stops. */
export function memoryAdapter(): (model: string) => object {
  const store = new Map<string, Entry>()
  const alive = (key: string): Payload | undefined => {
    const entry = store.get(key)
    if (entry && entry.expiresAt > Date.now()) return entry.payload
    store.delete(key)
    return undefined
  }
  return (model) => {
    const first = (matches: (payload: Payload) => boolean): Payload | undefined =>
      [...store.keys()].filter((key) => key.startsWith(`${model}:`)).map(alive).find((payload) => payload !== undefined && matches(payload))
    return {
      upsert: async (id: string, payload: Payload, seconds?: number) => { store.set(`${model}:${id}`, { payload, expiresAt: Date.now() + (seconds ?? 86_400) * 1000 }) },
      find: async (id: string) => alive(`${model}:${id}`),
      findByUid: async (uid: string) => first((payload) => payload.uid === uid),
      findByUserCode: async (code: string) => first((payload) => payload.userCode === code),
      consume: async (id: string) => { const found = alive(`${model}:${id}`); if (found) found.consumed = Math.floor(Date.now() / 1000) },
      destroy: async (id: string) => { store.delete(`${model}:${id}`) },
      // what was issued under the grant goes; the interaction that changes the person lives on
      revokeByGrantId: async (grantId: string) => { for (const [key, entry] of store) if (/^(AccessToken|AuthorizationCode):/.test(key) && entry.payload.grantId === grantId) store.delete(key) },
    }
  }
}
