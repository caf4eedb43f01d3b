import { describe, expect, it } from 'vitest'
import type { Text } from '../../../../kernel/forms/definition.ts'
import { lintReadability } from '../../../../kernel/vi-text/index.ts'
import { returnMethods, texts } from './texts.ts'
import { HAPPENED, words } from './texts-dossier.ts'
import { words as publicWords } from './texts-public.ts'
import { said } from './texts-verification.ts'

const { kinds: _kinds, ...filing } = texts
const all: Readonly<Record<string, Text>> = { ...filing, ...returnMethods, ...Object.fromEntries(Object.entries(words).map(([key, text]) => [`dossier.${key}`, text])), ...Object.fromEntries(Object.entries(publicWords).map(([key, text]) => [`public.${key}`, text])), ...Object.fromEntries(Object.entries(said).map(([key, text]) => [`verification.${key}`, text])), ...HAPPENED }

/** Printed on the paper itself, or a unit and a name that have no longer form. */
const AS_PRINTED = ['MB', 'KQ', 'SHA']

describe('what citizens read', () => {
  it.each(Object.entries(all))('%s is plain and has an English twin', (_key, text) => {
    expect(lintReadability(text.vi).remarks.filter(({ rule, excerpt }) => rule !== 'abbreviation' || !AS_PRINTED.includes(excerpt))).toEqual([])
    expect(text.en).toBeTruthy()
  })
})
