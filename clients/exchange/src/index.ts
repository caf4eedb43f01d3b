/** Client of the data exchange (LGSP) of a province: calls, tokens, errors, proofs, types from OpenAPI. */
export { createExchangeClient, type Answer, type CallRequest, type ExchangeClient, type ExchangeClientSettings, type StreamedAnswer } from './client.ts'
export { typedCalls, type PathsShape, type TypedAnswer, type TypedCalls, type TypedRequest } from './typed-calls.ts'
export { ExchangeError, ExchangeFault, FAULT_KINDS, HashMismatch, NetworkError, TokenError, type FaultKind } from './errors.ts'
export { adapterPath, readClientId, writeClientId, writeServicePath, type ClientId, type Target } from './identifiers.ts'
export { messageHash, sentHead, SKIPPED_HEADERS } from './message-hash.ts'
export { verifyContainer, type ContainerProblem, type ContainerVerdict, type VerifyOptions } from './container.ts'
export { readZip, ZipFault } from './zip.ts'
export { typesFromOpenapi } from './openapi-types.ts'
