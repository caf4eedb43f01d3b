/** Posts JSON to an outside system named in the settings; ten seconds, redirects not followed. Answers the HTTP status. */
export async function postJson(url: string, value: object): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value), redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  await answer.body?.cancel()
  return answer.status
}
