import type { Store } from '../../generated/types.ts';

/** Whether the functions call the shop at the moment. */
export interface BreakerReport {
  readonly state: 'working' | 'paused';
  readonly reason?: string;
  /** When the pause began, ISO 8601. Absent where an older version of the relay began it. */
  readonly since?: string;
  /** Time of the last refused call. ISO 8601. */
  readonly refusedAt?: string;
  readonly nextProbeAt?: string;
}

export interface PaceReport {
  /** Calls per second in the long run, at the present pace. */
  readonly perSecond: number;
  /** Whether the pace is still reduced after a 429. */
  readonly isSlowed: boolean;
  /** Calls that have a slot and have not started yet. */
  readonly slotsTaken: number;
  /** The last postponed signup returns at this time. */
  readonly plannedUntil?: string;
  /** In the current minute. */
  readonly calls: number;
  readonly failures: number;
}

/** One store without its secrets: safe to print. */
export interface StoreReport {
  readonly name: string;
  readonly valid: boolean;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  readonly platform?: string;
  readonly country?: string;
  readonly baseUrl?: string;
  readonly hasToken?: boolean;
  readonly userAgent?: string;
  readonly limits?: readonly { readonly perSecond: number; readonly burst: number }[];
  readonly hasOwnLimits?: boolean;
  readonly defaults?: Store['defaults'];
  readonly sources?: readonly SourceReport[];
  /** Absent if the ledger was not read, or cannot be reached. */
  readonly breaker?: BreakerReport;
  readonly pace?: PaceReport;
  readonly changedAt?: string;
}

export interface SourceReport {
  readonly name: string;
  readonly tool: string;
  /** Name and version: `webflow@1`. */
  readonly preset?: string;
  /** Number of secrets. */
  readonly secrets: number;
  readonly unsigned: boolean;
  readonly isPublic: boolean;
  /** Whether there is a credential for fetching answers. Absent where the tool posts them. */
  readonly hasCredential?: boolean;
  /** Name of the tool that is asked for answers. */
  readonly asks?: string;
  /** Whether the functions ask its tool for answers. Absent where there is nothing to ask, or the ledger was not read. */
  readonly breaker?: BreakerReport;
  readonly country?: string;
  readonly timeZone?: string;
  /** Number of fields that the configuration maps. */
  readonly fields: number;
  /** Its webhook address. It ends in `<secret>` if the address holds the secret. */
  readonly address: string;
}
