/** Be Vietnam Pro (SIL OFL 1.1), regular and semi-bold, in the two subsets that Vietnamese and English need. */
const SUBSETS = {
  vietnamese: 'U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
  latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
} as const
const WEIGHTS = [400, 600] as const
type Subset = keyof typeof SUBSETS
const SUBSET_NAMES: readonly Subset[] = ['vietnamese', 'latin']
const fileOf = (subset: Subset, weight: number): string => `be-vietnam-pro-${subset}-${weight}-normal.woff2`

export const FONT_FILES: readonly string[] = SUBSET_NAMES.flatMap((subset) => WEIGHTS.map((weight) => fileOf(subset, weight)))
/** Every page needs these two before anything else. */
export const PRELOADED_FONTS: readonly string[] = SUBSET_NAMES.map((subset) => fileOf(subset, 400))

/** The `@font-face` rules; `urls` maps a font's file to its hashed name beside the style sheet. */
export const fontCss = (urls: ReadonlyMap<string, string>): string => SUBSET_NAMES.flatMap((subset) => WEIGHTS.map((weight) =>
  `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-weight:${weight};font-display:swap;src:url(${urls.get(fileOf(subset, weight)) ?? ''}) format("woff2");unicode-range:${SUBSETS[subset]}}`)).join('')
