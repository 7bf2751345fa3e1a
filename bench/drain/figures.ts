import type { ConsumerFindings } from './consumer-messages.ts';
import { isRecord } from '../../src/util/is-record.ts';
import { emailOf, type Scene } from './scene.ts';

export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly goal?: string;
  readonly isMissed: boolean;
}

const LEAST_TIME = 'minimum time for all calls, share of the actual time';

export interface Measured {
  readonly scene: Scene;
  /** Send times of the quiet store's signups, in scaled milliseconds since the epoch. */
  readonly sentAt: readonly number[];
  readonly findings: readonly ConsumerFindings[];
  readonly signups: number;
  readonly deadLetters: number;
  /** Of the services' process. */
  readonly ownCpuSeconds: number;
}

/** All results of the benchmark, one row each. */
export function figuresOf(measured: Measured): readonly Figure[] {
  return [...goals(measured), ...facts(measured)];
}

/** A small crowd is over before its beginning and its end count little. */
const SMALL = 500;

function goals({ scene, sentAt, findings, signups, deadLetters }: Measured): readonly Figure[] {
  const { flood, limits } = scene;
  const calls = flood.calls();
  const refused = calls.filter(({ status }) => status === 429).length;
  const times = calls.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
  const accepted = calls.length - refused;
  // The burst is available at once; the other calls follow at the rate of the limit.
  const least = Math.max(...limits.map(({ perSecond, burst }) => (accepted - burst) / perSecond));
  const goalOfLeast = signups < SMALL ? 0.95 : 0.98;
  const attempts = sum(findings.map((each) => each.attempts));
  const once = (attempts['1'] ?? 0) / signups;
  const emails = flood.customers().map(({ email }) => email);
  return [
    goal('signups delivered', String(emails.length), `${signups}`, emails.length === signups),
    goal(
      'duplicate customers',
      String(emails.length - new Set(emails).size),
      '0',
      new Set(emails).size === emails.length,
    ),
    goal(
      'calls refused with 429',
      percent(refused / calls.length),
      '< 0.1 %',
      refused / calls.length < 0.001,
    ),
    goal(
      LEAST_TIME,
      percent(least / seconds),
      `>= ${goalOfLeast * 100} %`,
      least / seconds >= goalOfLeast,
    ),
    goal('dead letters', String(deadLetters), '0', deadLetters === 0),
    goal('delivered at the first attempt', percent(once), '>= 99 %', once >= 0.99),
    quietMedian(waitsOf(scene.quiet, sentAt)),
    fact('time for all calls', `${seconds.toFixed(1)} s`),
  ];
}

function facts({ scene: { quiet }, sentAt, findings, ownCpuSeconds }: Measured): readonly Figure[] {
  const waits = waitsOf(quiet, sentAt);
  const total = (of: (each: ConsumerFindings) => number): number =>
    findings.reduce((all, each) => all + of(each), 0);
  const cpu = total(({ cpuSeconds }) => cpuSeconds);
  return [
    fact('quiet store, signups', String(waits.length)),
    fact('quiet store, delivery, p95', seconds(waits[Math.floor(waits.length * 0.95)])),
    fact('quiet store, delivery, worst', seconds(waits.at(-1))),
    fact('batches', String(total(({ batches }) => batches))),
    fact(
      'slot reservations (and lost races)',
      `${total((each) => each.stateWrites)} (${total((each) => each.lostStateWrites)})`,
    ),
    fact('CPU, consumers and services', `${cpu.toFixed(1)} s and ${ownCpuSeconds.toFixed(1)} s`),
    ...Object.entries(sum(findings.map(({ ends }) => ends))).map(([name, times]) =>
      fact(name, String(times)),
    ),
  ];
}

/** How long each signup of the quiet store waited for its create, in milliseconds, in ascending order. */
function waitsOf(quiet: Scene['quiet'], sentAt: readonly number[]): readonly number[] {
  const arrivedAt = new Map(
    quiet
      .calls()
      .filter(({ method }) => method === 'POST')
      .map(({ body, at }) => [emailIn(body), at]),
  );
  return sentAt
    .map((at, index) => (arrivedAt.get(emailOf('quiet', index)) ?? Infinity) - at)
    .toSorted((a, b) => a - b);
}

/** Shoplazza wraps the customer of a request. */
function emailIn(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  const { customer = body } = body;
  return isRecord(customer) ? customer['email'] : undefined;
}

function quietMedian(waits: readonly number[]): Figure {
  const median = waits[Math.floor(waits.length / 2)] ?? Infinity;
  return goal('quiet store, delivery, median', seconds(median), '< 1 s', median < 1_000);
}

const seconds = (ms = Number.NaN): string => `${(ms / 1_000).toFixed(2)} s`;

const goal = (name: string, measured: string, target: string, isMet: boolean): Figure => ({
  name,
  measured,
  goal: target,
  isMissed: !isMet,
});
const fact = (name: string, measured: string): Figure => ({ name, measured, isMissed: false });
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function sum(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [name, times] of counts.flatMap((each) => Object.entries(each))) {
    all[name] = (all[name] ?? 0) + times;
  }
  return all;
}
