import type { Store } from '../generated/types.ts';

export interface Stores {
  /**
   * Reads the configuration of a store.
   *
   * @throws RejectedError `unknown_store` no store has this name.
   * @throws WaitError it cannot be read, or it is invalid: the text names every mistake and no value.
   */
  get(name: string): Promise<Store>;
  /** Reads again, unless the token in use differs from `refusedToken` already. */
  refresh(name: string, refusedToken: string): Promise<Store>;
}
