import { prepareMessage } from '../../consume/prepare.ts';
import type { ReadySignup } from '../../consume/prepared.ts';
import { type PredictDeps, predictPart } from '../../dead-letters/predict/predict.ts';
import type { Settlement } from '../../delivery/settle.ts';
import { WaitError } from '../../event/errors.ts';
import type { Fact } from '../../delivery/platform-port.ts';
import { toBody } from '../../producer/check.ts';
import type { CsvRow } from './csv-rows.ts';
import { type RowContext, type RowEvent, type RowLeftOut, toRowEvent } from './row-event.ts';

/** A row after all checks that need no shop. */
export interface CheckedRow extends Pick<CsvRow, 'row' | 'line'> {
  readonly contacts: RowEvent['contacts'];
  /** Set if the row can be sent. */
  readonly ready?: {
    /** The event as the text of its message. */
    readonly body: string;
    /** As log lines show it: an id that holds personal data is hashed there. */
    readonly eventId: string;
    readonly signup: ReadySignup['signup'];
    readonly store: ReadySignup['store'];
    readonly facts: readonly Fact[];
  };
  /** Set if it cannot: the reason that its dead letter would have, and the place. */
  readonly refused?: { readonly reason: string; readonly detail: string };
  /** Paths of fields that the shop has no place for. */
  readonly unheld: readonly string[];
  readonly leftOut: readonly RowLeftOut[];
}

/** `fit` makes no calls. */
const NO_CALLS = {
  remainingMs: () => 0,
  onCall: () => undefined,
  waitForSlot: async () => undefined,
};

/** Checks a row with the code that `consume` runs before it calls a shop. Sends nothing. */
export async function checkRow(
  row: CsvRow,
  context: RowContext,
  deps: PredictDeps,
): Promise<CheckedRow> {
  const made = toRowEvent(row, context);
  const base = { row: row.row, line: row.line, contacts: made.contacts };
  if ('refused' in made) return { ...base, unheld: [], leftOut: [], refused: made.refused };
  const now = deps.now();
  const body = toBody(made.event);
  const message = {
    id: 'import',
    body,
    attempts: 0,
    firstSeenAt: now,
    triesSince: now,
    replays: 0,
    receives: 1,
    foreign: {},
  };
  const [part] = (await prepareMessage(message, deps)).parts;
  if (part === undefined) throw new Error('an event has one part');
  const { result } = await predictPart(part, now, deps);
  if ('action' in result) return { ...base, ...failed(result) };
  if (!('signup' in part)) throw new Error('a part that does not fail is a signup');
  const platform = await deps.openPlatform(part.store, NO_CALLS);
  const { facts, unheld } = platform.fit(part.signup);
  return {
    ...base,
    ready: {
      body,
      eventId: part.known.eventId ?? made.event.id,
      signup: part.signup,
      store: part.store,
      facts,
    },
    unheld,
    leftOut: [...made.leftOut, ...(part.leftOut ?? []), ...(part.signup.leftOut ?? [])],
  };
}

/** @throws WaitError nothing is wrong with the row: a part of the relay cannot be reached. */
function failed(settlement: Settlement): Omit<CheckedRow, 'row' | 'line' | 'contacts'> {
  if (settlement.action !== 'deadLetter') throw new WaitError(settlement.why);
  const { reason, detail } = settlement;
  return { unheld: [], leftOut: [], refused: { reason, detail } };
}
