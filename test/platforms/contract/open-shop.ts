import type { Call } from '../../../src/local/sandbox/call-log.ts';
import type { Knobs } from '../../../src/local/sandbox/knobs.ts';
import type { ShopCall } from '../../../src/platforms/shared/shop-call.ts';
import type { Platform } from '../../../src/delivery/platform-port.ts';

/** A customer of a sandbox shop, in words that both platforms share. */
export interface Person {
  readonly id: string;
  readonly email: string | null;
  /** E.164. */
  readonly phone: string | null;
  /** First and last name with a space between. */
  readonly name: string;
  readonly consent: { readonly email: boolean; readonly sms: boolean };
  readonly tags: readonly string[];
  /** The first line of every address. */
  readonly addresses: readonly string[];
}

/** A sandbox shop that listens, and adapters for it. */
export interface OpenShop {
  /** The adapter over these calls: the shop's own, or others. */
  adapterOver(call: ShopCall): Platform;
  /** Calls over HTTP with the shop's token, to the shop or to another base URL. */
  callTo(baseUrl?: string): ShopCall;
  /** The sandbox shop itself, without rate limits. */
  readonly sandbox: {
    set(knobs: Partial<Knobs>): void;
    reset(): void;
    calls(): readonly Call[];
  };
  /** Puts a customer into the shop. @returns its id. */
  seed(person: Partial<Omit<Person, 'id' | 'addresses'>>): string;
  /** Whether the update of these facts writes with its first call. Else it reads the customer first. */
  readonly updatesAtOnce: boolean;
  /** The consents that answers of the platform hold. */
  readonly showsConsents: readonly (keyof Person['consent'])[];
  /** Changes the consents of a customer as the shop's staff do. */
  edit(id: string, changes: Pick<Person, 'consent'>): void;
  /** When the customer was written last, in the shop's clock, in milliseconds since the epoch. */
  writtenAt(id: string): number;
  /** Every customer of the shop as stored. */
  people(): readonly Person[];
  close(): Promise<void>;
}
