import type { Store } from '../../generated/types.ts';

/** What the fleet does with a store at the moment. */
export interface BreakerReport {
  readonly state: 'working' | 'paused';
  readonly reason?: string;
  /** When a call was last tried and refused. ISO 8601. */
  readonly refusedAt?: string;
  readonly nextProbeAt?: string;
}

export interface PaceReport {
  /** Calls per second in the long run, at the moment. */
  readonly perSecond: number;
  /** Whether a 429 slowed it down, and it has not recovered yet. */
  readonly isSlowed: boolean;
  /** Calls that have their turn already and have not started yet. */
  readonly slotsTaken: number;
  /** Until when postponed signups are planned to come back. */
  readonly plannedUntil?: string;
  /** Of the current minute. */
  readonly calls: number;
  readonly failures: number;
}

/** One store without any of its secrets: fit to be printed. */
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
  /** Absent where the ledger was not asked, or cannot be reached. */
  readonly breaker?: BreakerReport;
  readonly pace?: PaceReport;
  readonly changedAt?: string;
}

export interface SourceReport {
  readonly name: string;
  readonly tool: string;
  /** How many. */
  readonly secrets: number;
  readonly unsigned: boolean;
  readonly isPublic: boolean;
  readonly country?: string;
  readonly timeZone?: string;
  /** How many of its fields are mapped by the configuration. */
  readonly fields: number;
  /** Its webhook address; ends in `<secret>` where the address is the secret. */
  readonly address: string;
}
