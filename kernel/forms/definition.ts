/**
 * The one description of a form: procedures carry it as data, `ui/forms` draws it, `validate.ts` checks answers against it.
 * Plain data (JSON); nothing executable, so that a procedure pack can be reviewed, imported and diffed.
 */
export interface Text { readonly vi: string; readonly en?: string }

/**
 * Compares one answer with constants. Inside a repeat group the item's own answers are looked up first, then the form's;
 * items are not addressable from outside, but `atLeast` on the group's name counts them. `address.communeCode` reaches into
 * an address. On checkboxes `is` means "ticked" and `in` means "any of these ticked". Evaluated by `conditions.ts`.
 */
export type Condition =
  | { readonly field: string; readonly is: string | number | boolean }
  | { readonly field: string; readonly in: readonly (string | number)[] }
  | { readonly field: string; readonly answered: boolean }
  | { readonly field: string; readonly atLeast: number }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

export interface Choice { readonly value: string; readonly label: Text; readonly hint?: Text }

/** Where a value that the state already has comes from; the page shows the source beside the prefilled answer. */
export type PrefillSource = 'identity.fullName' | 'identity.personalId' | 'identity.dateOfBirth' | 'identity.organisationName'
  | 'identity.organisationTaxCode' | 'account.phone' | 'account.email' | 'account.address'
  | 'population.residence' | 'population.ethnicGroup' | 'population.gender'

/** `yyyy-mm-dd`, or counted from the day of filing: `today`, `today-60d`, `today-18y`, `today+1y`. */
export type DateBound = string

interface FieldBase {
  /** camelCase, unique in the whole form (a repeat group opens a space of names of its own). */
  readonly name: string
  readonly label: Text
  readonly hint?: Text
  /** default true */
  readonly required?: boolean
  readonly showIf?: Condition
  readonly prefill?: PrefillSource
  /** prefill only when this holds (the person filing is the mother: her particulars are known) */
  readonly prefillIf?: Condition
  /** prefilled value may not be changed (comes from a verified identity) */
  readonly locked?: boolean
}
export type Field = FieldBase & (
  | { readonly type: 'text'; readonly maxLength?: number; readonly pattern?: string; readonly patternHint?: Text; readonly autocomplete?: string }
  | { readonly type: 'textarea'; readonly maxLength?: number; readonly rows?: number }
  | { readonly type: 'fullName' }
  | { readonly type: 'personalId' }
  | { readonly type: 'taxCode' }
  | { readonly type: 'phone' }
  | { readonly type: 'email' }
  /** `visit`: the day on which the person comes to the agency, so a day on which it is open */
  | { readonly type: 'date'; readonly notBefore?: DateBound; readonly notAfter?: DateBound; readonly visit?: boolean }
  | { readonly type: 'number'; readonly min?: number; readonly max?: number; readonly integer?: boolean; readonly unit?: Text }
  | { readonly type: 'money'; readonly min?: number; readonly max?: number }
  | { readonly type: 'radios'; readonly choices: readonly Choice[] }
  | { readonly type: 'select'; readonly choices: readonly Choice[] }
  | { readonly type: 'checkboxes'; readonly choices: readonly Choice[]; readonly min?: number }
  | { readonly type: 'confirm' }
  | { readonly type: 'commune' }
  | { readonly type: 'address' }
)

/** One thing a page: at most three tightly related fields, or one repeat group. */
export interface FormPage {
  readonly id: string
  readonly title: Text
  readonly intro?: Text
  readonly showIf?: Condition
  readonly fields: readonly Field[]
  /** the page repeats: its fields describe one item; answers are a list under `name` */
  readonly repeat?: { readonly name: string; readonly min: number; readonly max: number; readonly itemLabel: Text }
}

/** Sections are the rows of the task list. */
export interface FormSection { readonly id: string; readonly title: Text; readonly pages: readonly FormPage[] }
export interface FormDefinition { readonly sections: readonly FormSection[] }

/** Answers by field name; a repeat group is a list of such objects; an address is {communeCode, detail}; dates are yyyy-mm-dd; money and numbers are numbers. */
export type AnswerValue = string | number | boolean | readonly string[] | AddressAnswer | readonly Answers[]
export interface AddressAnswer { readonly communeCode: string; readonly detail: string }
export interface Answers { readonly [field: string]: AnswerValue }

/** What is wrong with one answer: field path (`children.0.fullName`), stable code, and a text that names field, cause and cure. */
export interface AnswerFault { readonly field: string; readonly code: string; readonly message: Text }
