import { isPersonal, type Access, type DatasetSchema, type Field } from './schema.ts'

/**
 * Who reads, as far as fields are concerned. `keeper` keeps the dataset or answers for it; `consumer` is a system whose right in the exchange was
 * judged already: it sees exactly the fields that its contract names (`*`: every field that is not personal); one that names none sees what is open.
 */
export type Reader =
  | { readonly kind: 'public' }
  | { readonly kind: 'keeper' }
  | { readonly kind: 'consumer'; readonly fields: readonly string[]; readonly purpose: string; readonly legalBasis: string }

/** The fields that this reader may see, filter by and sort by: what is hidden does not exist for them, or filters would tell it. */
export function readableFields(schema: DatasetSchema, access: Access, reader: Reader): readonly Field[] {
  switch (reader.kind) {
    case 'keeper': return schema.fields
    case 'public': return access === 'open' ? schema.fields.filter(field => field.classification === 'open') : []
    case 'consumer': {
      if (access === 'internal') return []
      const named = new Set(reader.fields)
      return schema.fields.filter(field => named.size === 0 ? field.classification === 'open' : (named.has(field.name) || named.has('*') && !isPersonal(field)) && (field.classification !== 'sensitive' || reader.legalBasis !== ''))
    }
  }
}

/** Who may have a file of rows. `public`: open fields of what is published; `officers`: every field that says nothing about a person; `keepers`: all. */
export type Audience = 'public' | 'officers' | 'keepers'
