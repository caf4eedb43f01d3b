import type { AttemptLimits } from './domain/attempts.ts'

/** What a province may want otherwise; everything is in minutes, hours or days as named. */
export interface IdentitySettings {
  readonly attempts: AttemptLimits
  readonly password: { readonly minLength: number; readonly maxAgeDays: number }
  /** Values of the claim LoaiTaiKhoan; "1" is seen in the field, "2" is not verified. */
  readonly accountTypes: Readonly<Record<string, 'person' | 'organisation'>>
  /** Levels of assurance by their `acr`; anything unknown counts as 1 (NĐ 69/2024: two levels). */
  readonly levels: Readonly<Record<string, 1 | 2>>
  readonly mandateMaxDays: number
  /** Where and when administrators may sign in (QĐ 742/QĐ-BTTTT); undefined sets no limit. */
  readonly administrators: { readonly networks: readonly string[] | undefined; readonly hours: { readonly from: number; readonly to: number } | undefined }
}

/** `administrators` comes from the environment (ADMIN_NETWORKS, ADMIN_HOURS). */
export const DEFAULT_SETTINGS: Omit<IdentitySettings, 'administrators'> = {
  attempts: { windowMinutes: 15, perSource: 5, perAddress: 60, perAccount: 30 },
  password: { minLength: 10, maxAgeDays: 180 },
  accountTypes: { 1: 'person', 2: 'organisation' },
  levels: { LoA1: 1, LoA2: 2 },
  mandateMaxDays: 366,
}
