/** What was found in one place, and what became of it. */
export interface Erased {
  readonly found: number;
  readonly removed: number;
  /** Letters that hold other people as well and were left. */
  readonly shared: number;
  /** Whether the whole place was looked at. */
  readonly complete: boolean;
}

/** How the command was given. */
export interface EraseMode {
  readonly execute: boolean;
  /** Letters with other people in them go too. */
  readonly shared: boolean;
}

/** Whether something of the person is still there although it was to be erased. */
export const isLeft = ({ found, removed, complete }: Erased): boolean =>
  removed < found || !complete;

/** One that is to be erased counts as found; the others as shared too. */
export function countFound(
  found: readonly ('nothing' | 'alone' | 'shared')[],
  { shared }: EraseMode,
): { readonly found: number; readonly shared: number } {
  const all = found.filter((one) => one !== 'nothing').length;
  return { found: all, shared: shared ? 0 : found.filter((one) => one === 'shared').length };
}
