import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const TextSchema = Type.Object({ vi: Type.String(), en: Type.String() })
const Colour = Type.String({ pattern: '^#[0-9a-f]{6}$' })
/** A province's look: words in the header and colours by their role. Colour names become CSS custom properties `--ts-…`. */
export const ThemeSchema = Type.Object({
  name: TextSchema, tagline: TextSchema, owner: TextSchema,
  colours: Type.Record(Type.String({ pattern: '^[a-z]+(-[a-z0-9]+)*$' }), Colour),
})
export type Theme = Static<typeof ThemeSchema>

/** Parses `provinces/…/theme.json`; throws with the first fault named. */
export function parseTheme(json: string): Theme {
  const value: unknown = JSON.parse(json)
  if (Value.Check(ThemeSchema, value)) return value
  const fault = Value.Errors(ThemeSchema, value)[0]
  throw new Error(`theme: ${fault === undefined ? 'not a theme' : `${fault.instancePath} ${fault.message}`}`)
}

/** `:root{--ts-brand-900:#12352a;…}` */
export const themeCss = (theme: Theme): string =>
  `:root{${Object.entries(theme.colours).map(([name, colour]) => `--ts-${name}:${colour}`).join(';')}}`
