import { expect, it } from 'vitest'
import { differs } from '../tools/generated/files.ts'
import { fetchApi } from '../tools/generated/openapi.ts'
import { useApplication } from './harness.ts'

const app = useApplication()

it('docs/generated/openapi.json is the API that the application serves', async () => {
  expect(await differs(process.cwd(), 'openapi.json', await fetchApi(app().url))).toBeUndefined()
})
