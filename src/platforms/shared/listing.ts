import type { Contact } from '../../event/signup.ts';

/** A contact as a list of customers shows it. */
export interface ListedContact extends Contact {
  /** A phone that the shop never verified. */
  readonly isUnverified?: true;
}

/** A customer as a list shows it. */
export interface ListedCustomer {
  readonly id: string;
  readonly contacts: readonly ListedContact[];
  /** Everything that the list shows of it, where the whole customer was asked for. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** One page of a shop's customers. */
export interface CustomerPage {
  readonly customers: readonly ListedCustomer[];
  /** Where the next page begins, in the platform's own terms; absent on the last page. */
  readonly next?: string;
  /** How many customers the shop has, where the answer says so. */
  readonly total?: number;
}
