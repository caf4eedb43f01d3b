import type { ComponentChildren } from 'preact'

/** What can be done with the marked rows; stays at the foot of the screen. The buttons stand in the same form as the table. */
export const BulkBar = ({ children, keys }: { readonly children: ComponentChildren; readonly keys?: string | undefined }) => (
  <div class="ts-bulk" data-bulk>
    {children}
    {keys !== undefined && <p class="ts-bulk__keys">{keys}</p>}
  </div>
)

/** The number of marked rows, kept by the desk's script; without scripts it says nothing. */
export const MarkedCount = () => <span class="ts-js-only" data-marked> (0)</span>
