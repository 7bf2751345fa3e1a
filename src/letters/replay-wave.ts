import type { Comebacks } from './comebacks.ts';
import type { Hold } from './hold-letters.ts';
import type { Judged } from './judge-letter.ts';
import type { Waves } from './open-waves.ts';
import { createPace } from './pace.ts';
import type { OnProgress } from './progress.ts';
import { replayCopy } from './replay-copy.ts';
import { HELD_BACK, replayedLetter } from './replayed-letter.ts';
import type { ReplayDeps, ReplayOptions } from './replay-letters.ts';
import type { ReplayedLetter, ReplayReport } from './replay-report.ts';
import { watch } from './watch.ts';

/** Letters per second where nobody says otherwise: well below the limits of SQS, well above those of shops. */
const RATE = 50;
/** As many as SQS takes in one call. */
const CHUNK = 10;
const CANARY_MS = 60_000;
/** Time that is kept for putting everything back, in milliseconds. */
const ENDING_MS = 20_000;
/** Between two looks for letters that came back, in milliseconds. */
const LOOK_MS = 5_000;
/** Chunks in a row of which the queue takes nothing: it is not worth going on. */
const MOST_REFUSED = 5;
const BACK_OFF_MS = 500;

type Stopped = ReplayReport['stopped'];
type OnLetter = (letter: ReplayedLetter) => void;

/** Replays wave after wave, at its pace, until something stops it. */
interface WaveReplay {
  replay(wave: readonly Judged[], onLetter: OnLetter): Promise<void>;
  /** Watches what comes back, and tries once more to remove what could not be removed. */
  end(onProgress: OnProgress): Promise<void>;
  readonly stopped: () => Stopped;
  readonly needsForce: () => number;
}

interface Parts {
  readonly waves: Waves;
  readonly hold: Hold;
  readonly comebacks: Comebacks;
  readonly replayedAt: number;
  readonly options: ReplayOptions;
  readonly deps: ReplayDeps;
}

export function replayWave(parts: Parts): WaveReplay {
  const { waves, hold, comebacks, replayedAt, options, deps } = parts;
  const { execute, rate = RATE, first, canaryMs = CANARY_MS, settleMs = 0 } = options;
  const most = options.maxFailures ?? (first === undefined ? Infinity : 0);
  const pace = createPace(rate, deps);
  const tooMany = (): boolean => comebacks.all().length > most;
  const lingering: Judged[] = [];
  let stopped: Stopped;
  let needsForce = 0;
  let sent = 0;
  let refusedChunks = 0;
  let lookedAt = deps.now();
  let watched = false;
  const isCanary = (): boolean => first !== undefined && !watched;

  const watching = (forMs: number): Promise<void> =>
    watch(forMs, { waves, isOver: () => tooMany() || comebacks.all().length >= sent, deps });
  const whyStop = async (): Promise<Stopped> => {
    if (deps.signal.aborted) return 'signal';
    if (deps.remainingMs !== undefined && deps.remainingMs() < ENDING_MS) return 'time';
    if (isCanary() && sent === first) {
      await watching(canaryMs);
      watched = true;
    } else if (most < Infinity && sent > 0 && deps.now() - lookedAt >= LOOK_MS) {
      await waves.look();
      lookedAt = deps.now();
    }
    if (deps.signal.aborted) return 'signal';
    return tooMany() || refusedChunks >= MOST_REFUSED ? 'failures' : undefined;
  };
  const sendChunk = async (chunk: readonly Judged[], onLetter: OnLetter): Promise<void> => {
    await pace(chunk.length);
    const confirmed = await deps.queue.send(
      chunk.map(({ letter }) => replayCopy(letter, replayedAt)),
    );
    const done = chunk.filter(({ letter }) => confirmed.has(letter.messageId));
    for (const { letter } of done) comebacks.sent(letter);
    const letters = done.map(({ letter }) => letter);
    const gone = await hold.remove(letters).catch(() => new Set<string>());
    sent += done.length;
    refusedChunks = done.length === 0 ? refusedChunks + 1 : 0;
    for (const each of chunk) {
      const { messageId } = each.letter;
      if (!confirmed.has(messageId))
        onLetter(replayedLetter(each, 'left', 'the queue did not take it'));
      else if (gone.has(messageId)) onLetter(replayedLetter(each, 'replayed'));
      else {
        lingering.push(each);
        onLetter(
          replayedLetter(each, 'replayed', 'it could not be taken out of the dead letters yet'),
        );
      }
    }
    if (refusedChunks > 0) await deps.sleep(BACK_OFF_MS * 2 ** (refusedChunks - 1));
  };

  return {
    stopped: () => stopped,
    needsForce: () => needsForce,
    async replay(wave, onLetter) {
      needsForce += wave.filter((each) => each.needsForce).length;
      for (const each of wave) {
        if (each.leaveBecause !== undefined)
          onLetter(replayedLetter(each, 'left', each.leaveBecause));
      }
      const going = wave.filter(({ leaveBecause }) => leaveBecause === undefined);
      if (!execute) {
        for (const each of going) onLetter(replayedLetter(each, 'held back', 'dry run'));
        return;
      }
      for (let at = 0; at < going.length;) {
        stopped = await whyStop();
        if (stopped !== undefined) {
          for (const each of going.slice(at))
            onLetter(replayedLetter(each, 'held back', HELD_BACK[stopped]));
          return;
        }
        const untilCanary = isCanary() ? (first ?? 0) - sent : CHUNK;
        const size = Math.min(CHUNK, Math.max(1, Math.ceil(rate)), untilCanary);
        const chunk = going.slice(at, at + size);
        await sendChunk(chunk, onLetter);
        at += chunk.length;
      }
    },
    async end(onProgress) {
      if (lingering.length > 0) {
        await hold.remove(lingering.map(({ letter }) => letter)).catch(() => undefined);
      }
      if (sent === 0 || settleMs === 0 || stopped !== undefined) return;
      onProgress({ phase: 'watching', done: 0 });
      await watching(settleMs);
    },
  };
}
