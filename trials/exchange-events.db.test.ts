import { expect, test } from 'vitest'
import { natsPresent } from '../modules/exchange/events/testing-nats.ts'
import { runEventTrial } from './exchange-events.ts'

const WHOLE = { pass: true, acknowledged: 400, lost: 0, doubled: 0, missing: { pull: 0, webhook: 0, restarted: 0 } }
test('events survive kills of gateways and subscribers, in order (PostgreSQL)', async () => {
  expect(await runEventTrial({ size: 400, kills: 4, seed: 7, engine: 'postgresql', mutant: undefined })).toMatchObject(WHOLE)
}, 180_000)
const nats = natsPresent()
if (!nats) console.warn('nats-server is not installed here: the trial of the events runs with PostgreSQL only')
test.skipIf(!nats)('and kills of the node that leads (NATS JetStream, three nodes)', async () => {
  expect(await runEventTrial({ size: 400, kills: 4, seed: 7, engine: 'nats-jetstream', mutant: undefined })).toMatchObject(WHOLE)
}, 240_000)
