import type { Store } from '../generated/types.ts';

export interface Stores {
  /**
   * The configuration of a store.
   *
   * @throws RejectedError `unknown_store` there is none of this name.
   * @throws WaitError it cannot be read, or it is invalid: the message names every mistake and no value.
   */
  get(name: string): Promise<Store>;
  /** Reads again, unless the token in use differs from `refusedToken` already. */
  refresh(name: string, refusedToken: string): Promise<Store>;
}
