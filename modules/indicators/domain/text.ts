/** What people read, Vietnamese first. */
export interface Text { readonly vi: string; readonly en: string }
