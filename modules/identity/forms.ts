import { Type, type TProperties } from 'typebox'

/** A posted form: exactly these fields and the form token; anything else is refused. */
export const form = <P extends TProperties>(fields: P) => Type.Object({ ...fields, _csrf: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: false })

export const text = (maxLength: number) => Type.String({ maxLength })

/** Where to come back to; checked by `safeReturnPath` before use. */
export const returnQuery = Type.Object({ den: Type.Optional(Type.String({ maxLength: 1000 })) })

const encoded = Type.String({ maxLength: 20_000, pattern: '^[A-Za-z0-9_-]*$' })

/** What `PublicKeyCredential.toJSON()` gives (WebAuthn §5.1.8); further members are left unread. */
export const registrationResponse = Type.Object({
  id: encoded, rawId: encoded, type: Type.Literal('public-key'), clientExtensionResults: Type.Object({}),
  response: Type.Object({ clientDataJSON: encoded, attestationObject: encoded }),
})
export const authenticationResponse = Type.Object({
  id: encoded, rawId: encoded, type: Type.Literal('public-key'), clientExtensionResults: Type.Object({}),
  response: Type.Object({ clientDataJSON: encoded, authenticatorData: encoded, signature: encoded, userHandle: Type.Optional(encoded) }),
})
