import type { Module } from '../kernel/module.ts'

/** Every capability of this deployment; `app/` collects what they bring and adds nothing of its own. */
export function allModules(): readonly Module[] {
  return []
}
