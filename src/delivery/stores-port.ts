import type { Store, StoreSource } from '../generated/types.ts';

export interface Stores {
  /**
   * Reads the configuration of a store: the shop, and its sources only if an older version wrote them into it.
   *
   * @throws RejectedError `unknown_store` no store has this name.
   * @throws WaitError it cannot be read, or it is invalid: the text names every mistake and no value.
   */
  get(name: string): Promise<Store>;
  /** Reads again, unless the token in use differs from `refusedToken` already. */
  refresh(name: string, refusedToken: string): Promise<Store>;
}

/** The configured sources, without the shops that they belong to. A function that reads them sees no token of a shop. */
export interface Senders {
  /**
   * Reads one source of a store; undefined if there is none.
   *
   * @throws WaitError it cannot be read, or it is invalid: the text names every mistake and no value.
   */
  find(store: string, source: string): Promise<StoreSource | undefined>;
}

/** One source of a store that was read. @throws WaitError */
export async function senderOf(
  { sources = {} }: Store,
  { store, source }: { readonly store: string; readonly source: string },
  senders: Senders,
): Promise<StoreSource | undefined> {
  // An older version wrote the sources into the store. They count until `store migrate` takes them out.
  return Object.hasOwn(sources, source) ? sources[source] : senders.find(store, source);
}
