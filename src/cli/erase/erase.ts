import { findTraces, removeTraces } from '../../aws/ledger/person-items.ts';
import type { LedgerTable } from '../../aws/ledger/person-refusals.ts';
import type { Digest } from '../../event/digest.ts';
import type { PrepareDeps } from '../../consume/prepare.ts';
import type { ReadDeps } from '../../dead-letters/reading/session.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import type { Progress } from '../output/progress.ts';
import {
  eraseArchive,
  type Erased,
  eraseDeadLetters,
  type EraseMode,
  isLeft,
} from './erase-dead-letters.ts';
import { eraseFile } from './erase-file.ts';
import { type Person, readPerson } from './person.ts';

type Advance = Progress['advance'];

export interface EraseOptions extends EraseMode {
  readonly store?: string;
  readonly export?: readonly string[];
  /** Refusals of marketing go too. Without them an old grant could bring the marketing back. */
  readonly forgetRefusals?: boolean;
}

/** The result of an erasure. Names no person. */
export interface Erasure {
  readonly dryRun: boolean;
  readonly exports: readonly (Erased & { readonly file: string })[];
  /** Absent if the relay has no archive. */
  readonly archive?: Erased;
  readonly deadLetters: Erased;
  readonly ledger: {
    readonly contacts: number;
    readonly customers: number;
    /** Remembered refusals, which stay unless they are to be forgotten. */
    readonly refusals: number;
    readonly removed: number;
    /** Nothing was removed: the remaining letters could create the person again. */
    readonly skipped: boolean;
  };
  /** Signups on the queue. They cannot be searched. */
  readonly waitingSignups: number;
}

/** The places that hold personal data, and the means to search them. */
export interface EraseDeps {
  readonly letters: ReadDeps & PrepareDeps;
  /** The countries of the selected stores. */
  readonly countries: readonly (string | undefined)[];
  readonly archive?: Archive;
  readonly ledger: LedgerTable;
  /** How long the stores keep refusals, in days; a store without an entry has the default. */
  readonly refusalDays: ReadonlyMap<string, number>;
  /** The ledger's own keyed hash. */
  readonly ledgerDigest: Digest;
  readonly newId: () => string;
  readonly waitingSignups: () => Promise<number>;
  /** Shows how far the search of one place is. */
  readonly showing: <T>(place: string, search: (advance: Advance) => Promise<T>) => Promise<T>;
}

/**
 * Finds a person everywhere, and with `execute` removes all data found. The ledger comes last: without its clocks an old
 * letter could create the person again.
 *
 * @throws UsageError, WaitError
 */
export async function erase(
  text: string,
  options: EraseOptions,
  deps: EraseDeps,
): Promise<Erasure> {
  const { letters, countries, newId, showing } = deps;
  const { signal } = letters;
  const person = readPerson(text, countries);
  const exports: Erasure['exports'][number][] = [];
  for (const file of options.export ?? []) {
    const erased = await showing('lines', (advance) =>
      eraseFile(file, person, { ...options, newId }, { ...letters, advance }),
    );
    exports.push({ file, ...erased });
  }
  const archived = deps.archive;
  const archive =
    archived &&
    (await showing('archived letters', (advance) =>
      eraseArchive(person, options, { ...letters, signal, archive: archived, advance }),
    ));
  const deadLetters = await showing('dead letters', (advance) =>
    eraseDeadLetters(person, options, { ...letters, advance }),
  );
  const before = [...exports, ...(archive ? [archive] : []), deadLetters];
  const ledger = await eraseLedger(person, { ...options, skipped: before.some(isLeft) }, deps);
  return {
    dryRun: !options.execute,
    exports,
    ...(archive && { archive }),
    deadLetters,
    ledger,
    waitingSignups: await deps.waitingSignups(),
  };
}

async function eraseLedger(
  { values }: Person,
  { execute, store, skipped, forgetRefusals = false }: EraseOptions & { readonly skipped: boolean },
  {
    ledger,
    ledgerDigest,
    letters,
    refusalDays,
    showing,
  }: Pick<EraseDeps, 'ledger' | 'ledgerDigest' | 'letters' | 'refusalDays' | 'showing'>,
): Promise<Erasure['ledger']> {
  const traces = await showing('ledger items', (advance) =>
    findTraces({ ...ledger, onRead: advance }, values.map(ledgerDigest), store),
  );
  const { contacts, customers, refusals } = traces;
  const counts = {
    contacts: contacts.length,
    customers: customers.length,
    refusals: refusals.length,
  };
  if (!execute) return { ...counts, removed: 0, skipped: false };
  if (skipped) return { ...counts, removed: 0, skipped: contacts.length + customers.length > 0 };
  const mode = { now: letters.now(), forgetsRefusals: forgetRefusals, refusalDays };
  const removed = await removeTraces(ledger, traces, mode);
  return { ...counts, removed, skipped: false };
}
