import type { Module } from '../kernel/module.ts'
import { identityModule, type Identity } from '../modules/identity/index.ts'

/** What the app has made for modules to share. */
export interface Parts { readonly identity: Identity }

/** Every capability of this deployment; `app/` collects what they bring and adds nothing of its own. */
export function allModules(parts: Parts): readonly Module[] {
  return [identityModule(parts.identity)]
}
