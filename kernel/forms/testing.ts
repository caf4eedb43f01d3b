import type { Field, FormDefinition, FormPage } from './definition.ts'

/** Builders for tests: a form of loose fields, one page. */
export function aPage(fields: readonly Field[], more: Partial<Omit<FormPage, 'fields'>> = {}): FormPage {
  return { id: 'page', title: { vi: 'Trang' }, ...more, fields }
}

export function aForm(...pages: readonly FormPage[]): FormDefinition {
  return { sections: [{ id: 'section', title: { vi: 'Phần' }, pages }] }
}
