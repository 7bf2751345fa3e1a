import type { QueueDepth } from '../relay/dead-letters-port.ts';
import type { Queue } from '../relay/queue-port.ts';
import { createComebacks } from './comebacks.ts';
import { holdLetters, type Hold } from './hold-letters.ts';
import type { Letter } from './letter.ts';
import { openWaves } from './open-waves.ts';
import { pickLetters } from './pick-letters.ts';
import { judgeLetter, type Judged } from './judge-letter.ts';
import type { PredictDeps } from './predict-deps.ts';
import type { OnProgress } from './progress.ts';
import type { ReadDeps } from './read-deps.ts';
import { replayWave } from './replay-wave.ts';
import type { ReplayedLetter, ReplayReport } from './replay-report.ts';
import type { Selection } from './selection.ts';

export interface ReplayOptions {
  /** Without it nothing is changed: the letters are predicted only. */
  readonly execute: boolean;
  /** Letters per second. @default 50 */
  readonly rate?: number;
  /** Canary: replays so many, watches what becomes of them, and goes on only when not too many come back. */
  readonly first?: number;
  /** Stops when more letters than this come back. @default 0 with a canary, else no limit */
  readonly maxFailures?: number;
  /** Also replays what will fail, and what was replayed three times already. */
  readonly force?: boolean;
  /** How long the canary is watched at most, in milliseconds. @default 60,000 */
  readonly canaryMs?: number;
  /** How long to watch at the end for letters that come back, at most, in milliseconds. @default 0 */
  readonly settleMs?: number;
}

export interface ReplayDeps extends ReadDeps, PredictDeps {
  readonly queue: Queue;
  /** Of the queue that letters go back to; without it a canary is always watched to the end. */
  readonly signupsDepth?: () => Promise<QueueDepth>;
  /** Time until which everything must be back in its place, in milliseconds. */
  readonly remainingMs?: () => number;
}

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
  const startedAt = deps.now();
  const pick = await pickLetters(selection, deps);
  return holdLetters(deps, (hold) =>
    replayHeld({ hold, pick, startedAt, options, deps, onProgress }),
  );
}

interface Run {
  readonly hold: Hold;
  readonly pick: Awaited<ReturnType<typeof pickLetters>>;
  readonly startedAt: number;
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
  readonly onProgress: OnProgress;
}

async function replayHeld(run: Run): Promise<ReplayReport> {
  const { hold, pick, startedAt, options, deps, onProgress } = run;
  const comebacks = createComebacks(startedAt);
  let wanted = 0;
  const wants = (letter: Letter): boolean => {
    if (comebacks.recognise(letter)) return false;
    const isWanted = letter.inHand.sentAt <= startedAt && pick.wants(letter);
    if (isWanted) wanted += 1;
    return isWanted;
  };
  const isOver = (): boolean => wanted === pick.count;
  const waves = openWaves(hold, deps.signal, wants, isOver);
  const perLetter: ReplayedLetter[] = [];
  const wave = replayWave({ waves, hold, comebacks, replayedAt: startedAt, options, deps });
  for (let letters = await waves.next(); letters; letters = await waves.next()) {
    const judged: Judged[] = [];
    for (const letter of letters) judged.push(await judgeLetter(letter, options, deps));
    const onLetter = (letter: ReplayedLetter): void => {
      perLetter.push(letter);
      const total = pick.count ?? Math.max(hold.expected, perLetter.length);
      onProgress({ phase: 'replaying', done: perLetter.length, total });
    };
    await wave.replay(judged, onLetter);
    if (wave.stopped() !== undefined) break;
  }
  await wave.end(onProgress);
  const stopped = wave.stopped() ?? (pick.leavesOut ? 'limit' : undefined);
  return {
    dryRun: !options.execute,
    replayedAt: startedAt,
    selected: perLetter.length,
    predicted: countsOf(perLetter, wave.needsForce()),
    perLetter,
    replayed: perLetter.filter(({ action }) => action === 'replayed').length,
    cameBack: comebacks.all(),
    ...(stopped && { stopped }),
    complete: wave.stopped() === undefined && (hold.isComplete() || isOver()),
  };
}

function countsOf(
  letters: readonly ReplayedLetter[],
  needsForce: number,
): ReplayReport['predicted'] {
  const count = (verdict: string): number =>
    letters.filter(({ prediction }) => prediction.verdict === verdict).length;
  return {
    delivers: count('delivers'),
    skipped: count('skipped'),
    fails: count('fails'),
    needsForce,
  };
}
