import { WaitError } from '../../event/errors.ts';
import { SLOW_LANE, TRACEPARENT, writeAttributes } from '../../message/attributes.ts';
import { slowGroup } from '../../message/copies.ts';
import type { Copy, Queue } from '../../message/queue-port.ts';
import { MAX_BATCH_ENTRIES } from '../../util/sqs-limits.ts';
import type { LetterFile } from '../dlq/letter-file.ts';
import type { Terminal } from '../terminal.ts';
import type { CheckedRow } from './check-row.ts';
import type { CsvRow } from './csv-rows.ts';
import type { Pace } from './pace.ts';
import { type ImportState, resultLine, type RowResult } from './result-file.ts';
import type { Tally } from './tally.ts';
import type { Outcomes } from './watch-outcomes.ts';

export interface SendRowsDeps extends Pick<Terminal, 'sleep' | 'signal'> {
  /** By the queue's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly check: (row: CsvRow) => Promise<CheckedRow>;
  readonly queue: Queue;
  readonly outcomes: Outcomes;
  readonly pace: Pace;
  /** How many messages of the signups queue wait to be received, approximately. */
  readonly visible: () => Promise<number>;
  readonly results: Pick<LetterFile, 'append' | 'flush'>;
  readonly known: Tally;
  readonly saveState: (state: ImportState) => Promise<void>;
  /** Gets the number of rows that have a result. */
  readonly advance: (done: number) => void;
}

/** How a run ended. `waits`: rows are on the queue, and the log has been silent about them for long. */
export type SendEnd = 'done' | 'interrupted' | 'waits';

const TICK_MS = 250;
/** Ticks between two searches of the log. */
const POLL_TICKS = 8;
/**
 * With so many messages before it, a live signup is still received within seconds, even where SQS serves them in order.
 * No more rows are sent meanwhile, …
 */
const MOST_VISIBLE = 20;
/** … but one batch after so many ticks: a queue that is never calm must not end the import. */
const PATIENT_TICKS = 240;
/** Before the second try of a batch, in milliseconds. */
const RETRY_MS = 1_000;
/** A postponed message comes back within an hour at most, usually within 15 minutes. */
const SILENCE_MS = 4_500_000;
/** Tries of one batch, with growing pauses: about two minutes. */
const TRIES = 8;

/**
 * Sends the rows that were not sent before, and waits for the outcome of every row. It may be killed between any two
 * steps: rows count as sent only after SQS confirmed them, and a row that is sent twice changes nothing.
 *
 * @throws WaitError SQS takes no messages, or the log cannot be read. A resumed run goes on from there.
 */
export async function sendRows(
  rows: AsyncIterable<CsvRow>,
  begun: ImportState,
  deps: SendRowsDeps,
): Promise<SendEnd> {
  const { check, outcomes, known, signal } = deps;
  const run = createRun(begun, deps);
  let read = 0;
  for await (const row of rows) {
    read = row.row;
    if (known.has(row.row)) {
      run.passed(row.row);
      continue;
    }
    const checked = await check(row);
    if (checked.refused) await run.refuse(checked);
    else if (row.row <= begun.sent) outcomes.add(checked);
    else await run.send(checked);
    if (signal.aborted) break;
  }
  if (!signal.aborted) {
    await run.flush();
    run.passed(read);
  }
  await run.record();
  while (outcomes.waiting() > 0 && !signal.aborted) {
    if (deps.now() - outcomes.heardAt() > SILENCE_MS) return 'waits';
    await run.tick();
  }
  return signal.aborted ? 'interrupted' : 'done';
}

function createRun(begun: ImportState, deps: SendRowsDeps) {
  const { queue, outcomes, pace, visible, results, known, saveState, advance, sleep, signal, now } =
    deps;
  let batch: CheckedRow[] = [];
  let last = begun.sent;
  let state = begun;
  let ticks = 0;

  const add = async (all: readonly RowResult[]): Promise<void> => {
    await results.append(all.map(resultLine));
    for (const result of all) known.add(result);
    if (all.length > 0) advance(known.count());
  };
  /** The results come first: a row that the state calls sent has a result, or is on the queue. */
  const save = async (changes: Partial<ImportState>): Promise<void> => {
    await results.flush();
    state = { ...state, ...changes };
    await saveState(state);
  };
  const record = async (): Promise<void> => {
    const seen = await outcomes.poll();
    for (const { calls } of seen) pace.learn(calls, now());
    await add(seen.map(({ result }) => result));
    await save({ readUntil: outcomes.readUntil(), ...(batch.length === 0 && { sent: last }) });
    ticks = 0;
  };
  const tick = async (): Promise<void> => {
    await sleep(TICK_MS);
    ticks += 1;
    if (ticks >= POLL_TICKS) await record();
  };
  /** @returns false if the run is to end. */
  const waitForRoom = async (): Promise<boolean> => {
    for (let waited = 0; !signal.aborted; waited += 1) {
      const isDue = pace.room(outcomes.waiting(), now()) >= batch.length;
      if (isDue && (waited >= PATIENT_TICKS || (await visible()) < MOST_VISIBLE)) return true;
      await tick();
    }
    return false;
  };
  const flush = async (): Promise<void> => {
    if (batch.length > 0 && !(await waitForRoom())) return;
    await sendBatch(batch, begun, { queue, sleep });
    pace.took(batch.length);
    for (const row of batch) outcomes.add(row);
    batch = [];
    await save({ sent: last });
  };
  return {
    passed: (row: number) => {
      last = Math.max(last, row);
    },
    refuse: async (checked: CheckedRow): Promise<void> => {
      await add([refusedResult(checked)]);
      if (batch.length === 0) last = Math.max(last, checked.row);
    },
    send: async (checked: CheckedRow): Promise<void> => {
      batch.push(checked);
      if (batch.length < MAX_BATCH_ENTRIES) return;
      last = checked.row;
      await flush();
    },
    flush: async (): Promise<void> => {
      last = Math.max(last, batch.at(-1)?.row ?? 0);
      await flush();
    },
    record,
    tick,
  };
}

export const refusedResult = ({ row, line, contacts, refused }: CheckedRow): RowResult => ({
  row,
  line,
  contacts,
  result: 'refused',
  ...refused,
});

/** @throws WaitError SQS did not confirm every message. */
async function sendBatch(
  batch: readonly CheckedRow[],
  state: ImportState,
  { queue, sleep }: Pick<SendRowsDeps, 'queue' | 'sleep'>,
): Promise<void> {
  let copies = batch.map((row, at) => toCopy(row, String(at), state));
  for (let tries = 1; copies.length > 0; tries += 1) {
    const confirmed = await queue.send(copies);
    copies = copies.filter(({ key }) => !confirmed.has(key));
    if (copies.length > 0 && tries === TRIES)
      throw new WaitError('the queue confirmed no message; check its address and your rights');
    if (copies.length > 0) await sleep(RETRY_MS * 2 ** (tries - 1));
  }
}

const toCopy = (
  { ready }: CheckedRow,
  key: string,
  { store, trace }: Pick<ImportState, 'store' | 'trace'>,
): Copy => ({
  key,
  to: 'signups',
  body: ready?.body ?? '',
  attributes: {
    ...writeAttributes({ lane: SLOW_LANE }),
    [TRACEPARENT]: { type: 'String', value: `00-${trace}-${trace.slice(0, 16)}-00` },
  },
  delaySeconds: 0,
  groupId: slowGroup(store),
});
