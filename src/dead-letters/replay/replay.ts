import { BatchSender } from './sender.ts';
import { createReturnedLetters, createWanted, type Wanted } from './returned-letters.ts';
import { holdLetters, type Hold } from '../reading/hold.ts';
import { judgeLetter, type Judged } from './judge.ts';
import type { Letter, Selection } from '../letter.ts';
import { openLetterBatches, type LetterBatches } from '../reading/batches.ts';
import { type Pick as Picked, filterLetters } from '../reading/filter.ts';
import type { OnProgress } from '../reading/progress.ts';
import { openQueueClock, type QueueClock } from '../reading/queue-clock.ts';
import { StopRules } from './stop-rules.ts';
import type { ReplayDeps, ReplayOptions } from './options.ts';
import { type ReplayedLetter, type ReplayReport, toReplayReport } from './report.ts';
import { BatchReplay } from './run.ts';

export type { ReplayDeps, ReplayOptions } from './options.ts';

/** Letters per second where nobody says otherwise: well below the limits of SQS, well above those of shops. */
const RATE = 50;

/**
 * Puts letters back on the queue: each as a copy, and removed from the dead letters once the copy is confirmed. Killed in
 * between, a letter is in both queues, and `consume` leaves the second one unchanged. Letters that arrive while it runs are
 * left alone, so that it never replays its own failures.
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
  const pick = await filterLetters(selection, timed);
  return holdLetters(timed, (hold) =>
    replayHeld({ hold, pick, clock, options, deps: timed, onProgress }),
  );
}

interface Run {
  readonly hold: Hold;
  readonly pick: Picked;
  readonly clock: QueueClock;
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
  readonly onProgress: OnProgress;
}

async function replayHeld(run: Run): Promise<ReplayReport> {
  const { hold, pick, clock, options, deps, onProgress } = run;
  const { rate = RATE } = options;
  const replayedAt = clock.now();
  const returnedLetters = createReturnedLetters(clock.openedBy);
  const wanted = createWanted(pick, returnedLetters, clock);
  const batches = openLetterBatches(hold, deps.signal, wanted.wants, wanted.isOver);
  const sender = new BatchSender({ hold, returnedLetters, replayedAt, rate, deps });
  const stopRules = new StopRules({ batches, returnedLetters, sender, options, deps });
  const replay = new BatchReplay({ sender, stopRules, rate, options });
  const letters = await replayWaves(run, batches, replay);
  await replay.end(onProgress);
  return toReplayReport(letters, {
    dryRun: !options.execute,
    replayedAt,
    cameBack: returnedLetters.all(),
    stopped: replay.stopped ?? whyCutShort(run),
    complete: isComplete(run, replay, wanted),
  });
}

/** Where no brake stopped it: a dry run that was interrupted while it read, or the limit. */
function whyCutShort({ deps, pick }: Run): ReplayReport['stopped'] {
  if (deps.signal.aborted) return deps.remainingMs === undefined ? 'signal' : 'time';
  return pick.leavesOut ? 'limit' : undefined;
}

const isComplete = ({ hold }: Run, { stopped }: BatchReplay, { isOver }: Wanted): boolean =>
  stopped === undefined && (hold.isComplete() || isOver());

async function replayWaves(
  run: Run,
  batches: LetterBatches,
  replay: BatchReplay,
): Promise<readonly ReplayedLetter[]> {
  const { hold, pick, onProgress } = run;
  const done: ReplayedLetter[] = [];
  const onLetter = (letter: ReplayedLetter): void => {
    done.push(letter);
    const total = pick.count ?? Math.max(hold.expected, done.length);
    onProgress({ phase: 'replaying', done: done.length, total });
  };
  for (let wave = await batches.next(); wave; wave = await batches.next()) {
    await replay.replay(await judgeAll(wave, run), onLetter);
    if (replay.stopped !== undefined) break;
  }
  return done;
}

async function judgeAll(
  wave: readonly Letter[],
  { hold, options, deps }: Run,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const letter of wave) {
    if (deps.signal.aborted) break;
    await hold.renew();
    judged.push(await judgeLetter(letter, options, deps));
  }
  return judged;
}
