import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createLogs } from '../../aws/logs.ts';
import { queueDepth } from '../../aws/queues/queue-depth.ts';
import { WaitError } from '../../event/errors.ts';
import { counted, grouped } from '../../util/counted.ts';
import type { CommandContext } from '../command-context.ts';
import { closing, createLetterFile } from '../dlq/letter-file.ts';
import { openSignupsQueue } from '../dlq/open-letters.ts';
import { openProgress } from '../output/progress.ts';
import { nextTraceParent } from '../../telemetry/trace-parent.ts';
import { UsageError } from '../usage-error.ts';
import { type CsvRow, readRows } from './csv-rows.ts';
import {
  countRows,
  noRows,
  type ImportParts,
  openChecking,
  openLedgerOf,
  openSignupsClock,
  readShop,
} from './open-import.ts';
import { createPace } from './pace.ts';
import { predictRows } from './predict-rows.ts';
import {
  type ImportState,
  openNewResults,
  openState,
  readState,
  statePath,
  writeState,
  refuseForeign,
  type RowResult,
} from './result-file.ts';
import { compareRows } from './compare-rows.ts';
import { readShopIndex } from './shop-index.ts';
import { type SendEnd, sendRows } from './send-rows.ts';
import { createTally, readTally, type Tally } from './tally.ts';
import { createOutcomes } from './watch-outcomes.ts';

type OpenContext = Pick<CommandContext, 'terminal' | 'deployment'>;

export interface RunEnd {
  readonly tally: Tally;
  readonly end: SendEnd;
  readonly total?: number;
}

/** Predicts every row, and writes the predictions to a new file. Sends nothing. */
export async function runPrediction(
  parts: ImportParts,
  results: string,
  { asksShop }: { readonly asksShop: boolean },
  context: OpenContext,
): Promise<RunEnd> {
  const check = await openChecking(parts, context);
  const ledger = await openLedgerOf(context);
  const shop = asksShop
    ? await readShop(parts, { whole: true }, context, readShopIndex)
    : undefined;
  const all = predictRows(readRows(parts.file), {
    check,
    ledger,
    now: context.terminal.now,
    ...(shop && { shop }),
  });
  return collect(all, { path: parts.file.path, results }, { ...context, label: 'Predicting rows' });
}

/** Compares every row with the shop, and writes what was found to a new file. Reads only. */
export async function runComparison(
  parts: ImportParts,
  results: string,
  context: OpenContext,
): Promise<RunEnd> {
  const check = await openChecking(parts, context);
  const all = compareRows(readRows(parts.file), {
    check,
    readShop: (read) => readShop(parts, { whole: true }, context, read),
  });
  return collect(all, { path: parts.file.path, results }, { ...context, label: 'Comparing rows' });
}

async function collect(
  all: AsyncIterable<RowResult>,
  { path, results }: { readonly path: string; readonly results: string },
  { terminal, label }: Pick<OpenContext, 'terminal'> & { readonly label: string },
): Promise<RunEnd> {
  refuseForeign(results);
  const file = openNewResults(results, terminal);
  const tally = createTally();
  const progress = openProgress(terminal, label, 0);
  let isComplete = false;
  try {
    for await (const one of all) {
      if (terminal.signal.aborted) return { tally, end: 'interrupted' };
      await file.add(one);
      tally.add(one);
      progress.advance(tally.count());
    }
    if (tally.count() === 0 && !terminal.signal.aborted) throw noRows(path);
    isComplete = !terminal.signal.aborted;
    return isComplete
      ? { tally, end: 'done', total: tally.count() }
      : { tally, end: 'interrupted' };
  } finally {
    progress.end();
    await file.close(isComplete);
  }
}

/** An import that begins, or one that goes on. */
export interface Begun {
  readonly state: ImportState;
  readonly tally: Tally;
}

/**
 * Begins an import. Reads the whole file first, so that a broken row is found before anything is sent.
 *
 * @throws UsageError an import into the same result file has not ended.
 */
export async function beginImport(
  { store, file, reading }: ImportParts,
  results: string,
  context: OpenContext,
): Promise<Begun> {
  const before = readState(results);
  if (before !== undefined && !(await hasEnded(before, results))) {
    throw new UsageError(
      `An import of ${before.store} that wrote ${results} has not ended. Go on with --resume, or name another file with --results.`,
    );
  }
  if (before === undefined && existsSync(results))
    throw new UsageError(
      `${results} exists already, and no import wrote it. Name another file with --results.`,
    );
  const total = await countRows(file);
  const readUntil = (await openSignupsClock(context))();
  const { newId } = context.terminal;
  const { traceId: trace } = nextTraceParent(undefined, () => `${newId()} ${readUntil}`);
  const { sha256, encoding } = file;
  const state = {
    store,
    sha256,
    encoding,
    ...reading,
    trace,
    readUntil,
    sent: 0,
    total,
  };
  await Promise.all([results, statePath(results)].map((path) => rm(path, { force: true })));
  await writeState(results, state);
  return { state, tally: createTally() };
}

const hasEnded = async ({ sent, total }: ImportState, results: string): Promise<boolean> =>
  sent >= total && existsSync(results) && (await readTally(results)).count() >= total;

/** @throws UsageError there is no import to go on with. */
export async function resumeImport(results: string): Promise<Begun> {
  const state = readState(results);
  if (state === undefined)
    throw new UsageError(
      `No import wrote ${results}: there is nothing to resume. Begin one with --execute.`,
    );
  const tally = existsSync(results) ? await readTally(results) : createTally();
  return { state, tally };
}

/** Sends what was not sent, and waits for the outcome of every row. */
export async function runImport(
  parts: ImportParts,
  { state, tally }: Begun,
  results: string,
  context: OpenContext,
): Promise<RunEnd> {
  const { terminal } = context;
  const relay = context.deployment();
  const groups = { consume: relay.requiredName('CONSUME_LOG_GROUP') };
  const url = relay.requiredName('SIGNUPS_QUEUE_URL');
  const check = await openChecking(parts, context);
  const now = await openSignupsClock(context);
  const outcomes = createOutcomes(state, {
    logs: createLogs({ client: relay.logs(), groups }),
    now,
  });
  const progress = openProgress(terminal, 'Rows with an outcome', state.total);
  const file = createLetterFile(results, true);
  const { sleep, signal } = terminal;
  try {
    const end = await closing(file, async () =>
      sendRows(readRows(parts.file) satisfies AsyncIterable<CsvRow>, state, {
        check,
        outcomes,
        known: tally,
        results: file,
        queue: openSignupsQueue(context),
        pace: createPace(parts.config, now()),
        visible: async () => (await queueDepth({ client: relay.sqs(), url })).waiting,
        saveState: openState(results),
        advance: (done) => progress.advance(done, state.total),
        now,
        sleep,
        signal,
      }),
    );
    return { tally, end, total: state.total };
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    const outcome = `${grouped(tally.count())} of ${counted(state.total, 'row')} have an outcome`;
    throw new WaitError(
      `${error.message}. ${outcome}, others may be on the queue: go on with --resume`,
      { cause: error },
    );
  } finally {
    progress.end();
  }
}
