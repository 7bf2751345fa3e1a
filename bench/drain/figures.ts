import type { ConsumerFindings } from './consumer-messages.ts';
import { DOCUMENTED, emailOf, type Scene } from './scene.ts';

export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly goal?: string;
  readonly isMissed: boolean;
}

export const LEAST_TIME = 'minimum time for all calls, share of the actual time';

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

function goals({ scene: { flood }, findings, signups, deadLetters }: Measured): readonly Figure[] {
  const calls = flood.calls();
  const refused = calls.filter(({ status }) => status === 429).length;
  const times = calls.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
  const used = (calls.length - refused) / seconds / DOCUMENTED.perSecond;
  // The burst is available at once; the other calls follow at the rate of the limit.
  const least = (calls.length - refused - DOCUMENTED.burst) / DOCUMENTED.perSecond;
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
      '< 1 %',
      refused / calls.length < 0.01,
    ),
    goal('throughput, share of the limit', percent(used), '>= 95 %', used >= 0.95),
    goal(LEAST_TIME, percent(least / seconds), '>= 98 %', least / seconds >= 0.98),
    goal('dead letters', String(deadLetters), '0', deadLetters === 0),
    goal('delivered at the first attempt', percent(once), '>= 99 %', once >= 0.99),
    fact('time for all calls', `${seconds.toFixed(1)} s`),
  ];
}

function facts({ scene: { quiet }, sentAt, findings, ownCpuSeconds }: Measured): readonly Figure[] {
  const arrivedAt = new Map(
    quiet
      .calls()
      .filter(({ method }) => method === 'POST')
      .map(({ body, at }) => [(body as { readonly email?: string }).email, at]),
  );
  const waits = sentAt
    .map((at, index) => (arrivedAt.get(emailOf('quiet', index)) ?? Infinity) - at)
    .toSorted((a, b) => a - b);
  const seconds = (ms = Number.NaN): string => `${(ms / 1_000).toFixed(2)} s`;
  const total = (of: (each: ConsumerFindings) => number): number =>
    findings.reduce((all, each) => all + of(each), 0);
  const cpu = total(({ cpuSeconds }) => cpuSeconds);
  return [
    fact('quiet store, signups', String(waits.length)),
    fact('quiet store, delivery, median', seconds(waits[Math.floor(waits.length / 2)])),
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
