/**
 * The faults of a step. The process ends before or after it. Or the service refuses it, does it without an answer, or
 * does half of it and reports that. Or it is unavailable for a moment.
 */
export type PortFault =
  | 'killed before'
  | 'killed after'
  | 'refused'
  | 'unanswered'
  | 'partly refused'
  | 'throttled';

export const PORT_FAULTS: readonly PortFault[] = [
  'killed before',
  'killed after',
  'refused',
  'unanswered',
  'partly refused',
  'throttled',
];

class Killed extends Error {}

type Method = (...args: never[]) => Promise<unknown>;

/** Ports whose calls are counted. */
export interface Spoiled {
  /** The same port; every call of it is one step. */
  readonly wrap: <T extends object>(port: T) => T;
  /** Calls so far. */
  readonly calls: () => number;
}

/** Counts every call of every port, and injects the fault into call number `at`; into none where `at` is 0. */
export function spoil(fault: PortFault, at: number): Spoiled {
  let calls = 0;
  let dead = false;
  const kill = (): never => {
    dead = true;
    throw new Killed();
  };
  const step = async (name: string, run: () => Promise<unknown>): Promise<unknown> => {
    calls += 1;
    if (dead) throw new Killed();
    if (calls !== at) return run();
    if (fault === 'killed before') return kill();
    if (fault === 'throttled') throw new Error('throttled');
    if (fault === 'refused') return refusal(name);
    const answer = await run();
    if (fault === 'killed after') return kill();
    return fault === 'unanswered' ? refusal(name) : partly(answer);
  };
  const wrap = <T extends object>(port: T): T =>
    Object.fromEntries(
      Object.entries(port).map(([name, run]: [string, Method]) => [
        name,
        name === 'list'
          ? async function* list(...args: never[]) {
              yield* (await step(name, async () => run(...args))) as AsyncIterable<unknown>;
            }
          : (...args: never[]) => step(name, () => run(...args)),
      ]),
    ) as T;
  return { wrap, calls: () => calls };
}

/** No entry was done. */
const refusal = (name: string): unknown => {
  if (['send', 'remove', 'renew'].includes(name)) return new Set();
  if (name === 'receive') return [];
  if (name === 'put') return false;
  throw new Error('refused');
};

/** All was done, but the answer does not confirm some entries: the worst case of a batch call. */
const partly = (answer: unknown): unknown =>
  answer instanceof Set ? new Set([...answer].slice(1)) : answer;
