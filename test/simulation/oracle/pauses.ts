import { START_MS } from '../schedule.ts';
import type { AttemptNote, World } from '../world/world.ts';

/** 30 s, less the difference of two clocks and the time of calls. Milliseconds. */
const LEAST_GAP_MS = 20_000;

/** A consumer may use slots that it reserved before the pause; they last this long at most. Milliseconds. */
const LEFT_MS = 20_000;

/** A paused store gets one probe per 30 s, and one more for each new token. */
export function judgePauses({ schedule, notes }: World): readonly string[] {
  const attempts = [...new Set(notes.calls.map(({ attempt }) => attempt))];
  const newTokens = schedule.troubles.filter(({ kind }) => kind === 'token').length;
  return notes.pauses.flatMap(({ from, until }) => {
    const probes = attempts.filter(
      ({ askedAt = 0, calledAt = 0 }) => askedAt > from + LEFT_MS && calledAt < until,
    );
    if (countTooSoon(probes) <= newTokens) return [];
    const times = probes.map(({ calledAt = 0 }) => secondsOf(calledAt)).join(', ');
    return [`the store, paused at ${secondsOf(from)}, was probed too often: ${times}`];
  });
}

const secondsOf = (ms: number): string => ((ms - START_MS) / 1000).toFixed(3);

function countTooSoon(probes: readonly AttemptNote[]): number {
  const times = probes.map(({ calledAt = 0 }) => calledAt).toSorted((a, b) => a - b);
  return times.filter((time, index) => time - (times[index - 1] ?? 0) < LEAST_GAP_MS).length;
}
