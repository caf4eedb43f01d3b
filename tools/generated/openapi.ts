/** The description as it is committed: stable, readable in a diff. */
export async function fetchApi(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/openapi.json`)
  if (!answer.ok) throw new Error(`/api/openapi.json answered ${answer.status}`)
  const value: unknown = await answer.json()
  return `${JSON.stringify(value, null, 1)}\n`
}
