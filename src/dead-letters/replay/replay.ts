import { createTextPool, type DeadLetter, type Selection } from '../letter.ts';
import { type LetterBatches, openLetterBatches } from '../reading/batches.ts';
import { openSelectionFilter, type SelectionFilter } from '../reading/filter.ts';
import { openQueueClock, type QueueClock } from '../reading/queue-clock.ts';
import { type OnProgress, type ReadingSession, withReadingSession } from '../reading/session.ts';
import { judgeLetter, type Judged } from './judge.ts';
import type { ReplayDeps, ReplayOptions } from './options.ts';
import { type ReplayedLetter, type ReplayReport, toReplayReport } from './report.ts';
import {
  createReplayFilter,
  createReturnedLetters,
  type ReplayFilter,
} from './returned-letters.ts';
import { BatchReplay } from './run.ts';
import { BatchSender } from './sender.ts';
import { StopRules } from './stop-rules.ts';

export type { ReplayDeps, ReplayOptions } from './options.ts';

/** Letters per second by default: far below the limits of SQS, far above those of shops. */
const RATE = 50;

/**
 * Puts dead letters back on the signups queue. It sends a copy of each, and removes the letter once SQS has confirmed
 * the copy. A crash in between leaves the letter in both queues; `consume` then finds nothing to change. Letters that
 * arrive during the run stay, so that a run never replays its own failures.
 *
 * @throws WaitError the dead-letter queue cannot be reached.
 */
export async function replayLetters(
  selection: Selection,
  options: ReplayOptions,
  deps: ReplayDeps,
  onProgress: OnProgress = () => undefined,
): Promise<ReplayReport> {
  const clock = await openQueueClock(deps);
  const timed = { ...deps, now: clock.now };
  const filter = await openSelectionFilter(selection, timed, onProgress);
  return withReadingSession(timed, (session) =>
    replayInSession({ session, filter, clock, options, deps: timed, onProgress }),
  );
}

interface ReplayRun {
  readonly session: ReadingSession;
  readonly filter: SelectionFilter;
  readonly clock: QueueClock;
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
  readonly onProgress: OnProgress;
}

async function replayInSession(run: ReplayRun): Promise<ReplayReport> {
  const { session, filter, clock, options, deps, onProgress } = run;
  const { rate = RATE } = options;
  const replayedAt = clock.now();
  const returnedLetters = createReturnedLetters(clock.openedBy);
  const replayFilter = createReplayFilter(filter, returnedLetters, clock);
  const { matches, isOver } = replayFilter;
  const batches = openLetterBatches(session, deps.signal, matches, isOver, (done) => {
    onProgress({ phase: 'reading', done, total: Math.max(done, session.expected) });
  });
  const sender = new BatchSender({ session, returnedLetters, replayedAt, rate, deps });
  const stopRules = new StopRules({ batches, returnedLetters, sender, options, deps });
  const replay = new BatchReplay({ sender, stopRules, rate, options });
  const letters = await replayBatches(run, batches, replay);
  await replay.end(onProgress);
  return toReplayReport(letters, {
    dryRun: !options.execute,
    replayedAt,
    cameBack: returnedLetters.all(),
    stopped: replay.stopped ?? whyCutShort(run),
    complete: isComplete(run, replay, replayFilter),
  });
}

/** Why a run is partial although no stop rule applied. It was aborted while reading, or the limit left letters out. */
function whyCutShort({ deps, filter }: ReplayRun): ReplayReport['stopped'] {
  if (deps.signal.aborted) return deps.remainingMs === undefined ? 'signal' : 'time';
  return filter.isLimited ? 'limit' : undefined;
}

const isComplete = (
  { session }: ReplayRun,
  { stopped }: BatchReplay,
  { isOver }: ReplayFilter,
): boolean => stopped === undefined && (session.isComplete() || isOver());

async function replayBatches(
  run: ReplayRun,
  batches: LetterBatches,
  replay: BatchReplay,
): Promise<readonly ReplayedLetter[]> {
  const { session, filter, options, onProgress } = run;
  const done: ReplayedLetter[] = [];
  const pool = createTextPool();
  const onLetter = (letter: ReplayedLetter): void => {
    const { issues, detail, ...prediction } = letter.prediction;
    done.push({
      ...letter,
      prediction: {
        ...prediction,
        ...(detail !== undefined && { detail: pool(detail) }),
        ...(issues !== undefined && options.brief !== true && { issues }),
      },
    });
    const total = filter.count ?? Math.max(session.expected, done.length);
    onProgress({ phase: 'replaying', done: done.length, total });
  };
  for (let batch = await batches.next(); batch; batch = await batches.next()) {
    await replay.replay(await judgeAll(batch, run), onLetter);
    if (replay.stopped !== undefined) break;
  }
  return done;
}

async function judgeAll(
  batch: readonly DeadLetter[],
  { session, options, deps }: ReplayRun,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const letter of batch) {
    if (deps.signal.aborted) break;
    await session.renew();
    judged.push(await judgeLetter(letter, options, deps));
  }
  return judged;
}
