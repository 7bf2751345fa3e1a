import type { AttemptReport } from '../../../src/consume/report.ts';
import { type Schedule, START_MS, type Trouble } from '../schedule.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

/** A call that arrived at a shop. */
export interface ShopCallNote {
  readonly at: number;
  readonly operation: string;
  readonly person: string;
  readonly eventId: string;
  readonly status: number | undefined;
  readonly attempt: AttemptNote;
  /** Whether its caller cannot know the result. */
  readonly isUncertain: boolean;
  readonly isWritten: boolean;
  /** When its caller stops waiting for an answer, where none comes. */
  readonly endsAt: number;
}

/** One attempt: a platform that was opened for one signup. */
export interface AttemptNote {
  /** The process that makes it. */
  readonly process: object;
  readonly openedAt: number;
  /** The first event that it delivers. */
  eventId?: string;
  /** Time until which calls must have ended, by virtual time. */
  readonly deadline: number;
  /** When it asked for its first slot. */
  askedAt?: number;
  /** When its first call went out. */
  calledAt?: number;
}

/** A message that was deleted from the queue. */
export interface DeadLetter {
  readonly root: string;
  readonly at: number;
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** A lease on a customer as the ledger showed it. */
interface LeaseNote {
  readonly customerId: string;
  readonly holder: string;
  readonly at: number;
  /** Whether its attempt has ended it. */
  isEnded: boolean;
}

/** The oracle's view of the world. */
interface Notes {
  readonly calls: ShopCallNote[];
  readonly reports: {
    readonly at: number;
    /** When the function got the batch. */
    readonly batchAt: number;
    readonly process: object;
    readonly root: string;
    readonly attemptsBefore: number;
    readonly report: AttemptReport;
  }[];
  readonly deadLetters: DeadLetter[];
  /** Pauses of the store as the ledger showed them. */
  readonly pauses: { readonly from: number; until: number }[];
  readonly leases: LeaseNote[];
  readonly violations: string[];
}

/** Everything that one run shares. */
export interface World {
  readonly schedule: Schedule;
  readonly time: VirtualTime;
  readonly notes: Notes;
  readonly trace: string[];
  readonly say: (who: string, what: string) => void;
  /** Counts the calls of a kind. @returns the troubles that this call meets. */
  readonly meet: <K extends Trouble['kind']>(kind: K) => Extract<Trouble, { kind: K }> | undefined;
  /** Counts the answers of AWS. @returns how this one is lost; undefined where it arrives. */
  readonly loseAnswer: () => 'reset' | 'silence' | undefined;
}

export function createWorld(schedule: Schedule): World {
  const time = createVirtualTime(START_MS);
  const trace: string[] = [];
  const counts = new Map<string, number>();
  const losses = schedule.troubles.find((trouble) => trouble.kind === 'answers');
  let answers = losses?.first ?? 0;
  return {
    schedule,
    time,
    trace,
    notes: { calls: [], reports: [], deadLetters: [], pauses: [], leases: [], violations: [] },
    say: (who, what) => {
      const seconds = ((time.now() - START_MS) / 1000).toFixed(3);
      trace.push(`${seconds.padStart(10)}  ${who.padEnd(5)} ${what}`);
    },
    meet: (kind) => {
      const nth = counts.get(kind) ?? 0;
      counts.set(kind, nth + 1);
      const found = schedule.troubles.find(
        (trouble) => trouble.kind === kind && 'nth' in trouble && trouble.nth === nth,
      );
      // oxlint-disable-next-line typescript/no-redundant-type-constituents -- it is generic
      return found as Extract<Trouble, { kind: typeof kind }> | undefined;
    },
    loseAnswer: () => {
      if (losses === undefined) return undefined;
      if (time.now() - START_MS > (losses.untilMs ?? Infinity)) return undefined;
      answers += 1;
      return answers % losses.every === 0 ? losses.how : undefined;
    },
  };
}
