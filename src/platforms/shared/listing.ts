import type { Contact } from '../../event/signup.ts';

/** A contact as a list of customers shows it. */
export interface ListedContact extends Contact {
  /** A phone that the shop never verified. */
  readonly isUnverified?: true;
}

/** A customer as a list shows it. */
interface ListedCustomer {
  readonly id: string;
  readonly contacts: readonly ListedContact[];
}

/** One page of a shop's customers. */
export interface CustomerPage {
  readonly customers: readonly ListedCustomer[];
  /** Where the next page begins, in the platform's own terms; absent on the last page. */
  readonly next?: string;
  /** How many customers the shop has, where the answer says so. */
  readonly total?: number;
}
