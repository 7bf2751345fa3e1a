import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { StoreChange } from '../rate-limit/limiter.ts';
import type { Log } from '../telemetry/log.ts';
import { countByReason } from '../telemetry/metrics.ts';
import type { AttemptReport, ReportAttempt } from './report.ts';

const METRIC = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Unchanged',
  skipped: 'Skipped',
  postponed: 'Postponed',
  dead_lettered: 'DeadLettered',
  crashed: 'Crashed',
} as const;

interface Reporters {
  readonly reportAttempt: ReportAttempt;
  readonly reportStore: (change: StoreChange) => void;
  /** An older version wrote this store. */
  readonly reportOwnSources: (store: string) => void;
  /** Sends what was counted per source, if it is time. Must be called at the end of an invocation. */
  readonly publishSources: () => void;
}

/**
 * Writes one log line and the metrics of each attempt, and of each store that is paused or resumed.
 *
 * The lines are built field by field from an allow-list, so no other data can reach a log.
 */
/** @param now milliseconds since the epoch. */
export function createReporters(logger: Log, metrics: Metrics, now: () => number): Reporters {
  const sources = createSourceShares(metrics, now);
  return {
    publishSources: () => {
      sources.publish();
    },
    reportAttempt(report) {
      const failed = report.outcome === 'dead_lettered' || report.outcome === 'crashed';
      const needsOperator = report.misconfigured === true;
      logger[failed || needsOperator ? 'warn' : 'info']('signup', lineOf(report));
      metrics.addMetric(METRIC[report.outcome], MetricUnit.Count, 1);
      if (needsOperator) metrics.addMetric('Misconfigured', MetricUnit.Count, 1);
      if (report.outcome === 'dead_lettered' && report.reason !== undefined) {
        countByReason(metrics, 'DeadLettersByReason', report.reason, 1);
      }
      if (report.ageMs !== undefined) {
        metrics.addMetric('SignupAge', MetricUnit.Milliseconds, Math.max(0, report.ageMs));
      }
      if (isOver(report.outcome)) {
        countReading(metrics, report);
        sources.add(report);
      }
      if (report.maybeDuplicates) {
        metrics.addMetric('MaybeDuplicate', MetricUnit.Count, report.maybeDuplicates.length);
      }
      if (report.unheld) metrics.addMetric('UnheldFields', MetricUnit.Count, report.unheld.length);
    },
    reportStore({ store, change, reason, probeAt }) {
      logger[change === 'paused' ? 'warn' : 'info'](`store ${change}`, {
        store,
        reason,
        probeAt: timeOf(probeAt),
      });
      metrics.addMetric(change === 'paused' ? 'StorePaused' : 'StoreResumed', MetricUnit.Count, 1);
    },
    reportOwnSources(store) {
      logger.warn('store holds its sources', {
        store,
        why: 'receive does not read sources in the parameter of the store; run signup-relay store migrate',
      });
    },
  };
}

/** A signup that comes back is counted at its end. */
const isOver = (outcome: AttemptReport['outcome']): boolean =>
  outcome !== 'postponed' && outcome !== 'crashed';

/** Of the whole deployment, for the dashboard. */
function countReading(metrics: Metrics, { leftOut, unclear, consents }: AttemptReport): void {
  if (leftOut) metrics.addMetric('LeftOut', MetricUnit.Count, leftOut.length);
  if (leftOut) metrics.addMetric('SignupsLeftOut', MetricUnit.Count, 1);
  const refused = leftOut?.filter(({ rule }) => rule === 'shop_says_no').length ?? 0;
  if (refused > 0) metrics.addMetric('ShopSaysNo', MetricUnit.Count, refused);
  if (unclear) metrics.addMetric('ConsentUnclear', MetricUnit.Count, unclear.length);
  if (consents) metrics.addMetric('ConsentAnswers', MetricUnit.Count, consents);
}

function lineOf(report: AttemptReport): Record<string, unknown> {
  return {
    messageId: report.messageId,
    eventId: report.eventId,
    source: report.source,
    type: report.type,
    store: report.store,
    platform: report.platform,
    customerId: report.customerId,
    contacts: report.contacts,
    correctionOf: report.correctionOf,
    correctedBy: report.correctedBy,
    // `dlq correct` demands a reason. Its text stays in the file of the original.
    correctionReason: report.correctedBy === undefined ? undefined : 'given',
    trace: report.trace,
    firstSeenAt: timeOf(report.firstSeenAt),
    replays: report.replays,
    outcome: report.outcome,
    reason: report.reason,
    why: report.why,
    attempts: report.attempts,
    calls: report.calls.map(callOf),
    callsOf: report.callsOf,
    durationMs: report.durationMs,
    ageMs: report.ageMs,
    retryInMs: report.retryInMs,
    misconfigured: report.misconfigured,
    unheld: report.unheld,
    leftOut: report.leftOut?.map(({ path, rule }) => ({ path, rule })),
    maybe_duplicate: report.maybeDuplicates,
    clamped: report.clamped,
    unclear: report.unclear,
  };
}

const callOf = ({
  method,
  host = '',
  route,
  status,
  requestId,
  durationMs,
}: AttemptReport['calls'][number]) => ({
  call: `${method} ${host}${route}`,
  status,
  requestId: requestId?.match(REQUEST_ID)?.[0],
  durationMs,
});

/** A shop can send any text in this header; digits alone may be a phone. */
const REQUEST_ID = /^(?=.*[A-Za-z])[A-Za-z0-9-]{8,64}$/;

const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** What the alarms per source need of a report. */
type Counted = Pick<AttemptReport, 'store' | 'via' | 'named' | 'leftOut' | 'unclear' | 'consents'>;

/** The source of every event that came through no configured one: its own words are free text, and have no limit. */
const DIRECT = 'direct';

/** The paths that a metric may have; parts of addresses and single tags count as one path. */
const PATHS: ReadonlySet<string> = new Set(
  'email phone name firstName lastName birthday gender locale note externalId registeredAt tags addresses consent.email consent.sms'.split(
    ' ',
  ),
);

/** A signup without the part weighs as much as four with it: the sum is above zero from a fifth on. */
const LEFT_OUT_WEIGHT = 4;

/** Counts per source. */
interface SourceShares {
  add(report: Counted): void;
  /** Sends the sums that it is time for, one line each. */
  publish(): void;
}

/** How long a sum without anything bad may wait, in milliseconds: far less than the hour of the alarms. */
const HELD_BACK_MS = 60_000;

/**
 * The metrics per source that the alarms `consent-unclear` and `left-out` sum up over an hour. Both are whole numbers:
 * above zero more than half of the answers were unclear, or more than a fifth of the signups that named the path lost it.
 *
 * Each combination of source and path is one metric of CloudWatch's bill. So sources are the configured ones, paths come
 * from a closed list, and a path is counted only where a signup names it.
 *
 * CloudWatch charges each line by the byte. So what is well is sent once a minute, and what is not at once. An instance
 * that ends loses at most a minute in which all was well.
 *
 * @param now milliseconds since the epoch.
 */
export function createSourceShares(metrics: Metrics, now: () => number): SourceShares {
  const sums = new Map<string, Sum>();
  let sentAt = -Infinity;
  const count = (name: Name, by: Dimensions, value: number, isBad: boolean): void => {
    const key = [name, by.source, by.path].join(' ');
    const before = sums.get(key);
    const sum = (before?.sum ?? 0) + value;
    sums.set(key, { by, name, sum, isBad: isBad || before?.isBad === true });
  };
  return {
    add({ store, via = DIRECT, named, leftOut = [], unclear = [], consents = 0 }) {
      if (store === undefined || named === undefined) return;
      const source = `${store}/${via}`;
      const clear = consents - unclear.length;
      const balance = unclear.length - clear;
      if (consents > 0) count('ConsentUnclearBalance', { source }, balance, unclear.length > 0);
      const lost = new Set(leftOut.map(({ path }) => pathOf(path)));
      for (const path of new Set([...named.map(pathOf), ...lost])) {
        if (!PATHS.has(path)) continue;
        const isLost = lost.has(path);
        count('LeftOutBalance', { source, path }, isLost ? LEFT_OUT_WEIGHT : -1, isLost);
      }
    },
    publish() {
      const isTime = now() - sentAt >= HELD_BACK_MS;
      if (isTime) sentAt = now();
      for (const [key, { by, name, sum, isBad }] of sums) {
        if (!isTime && !isBad) continue;
        sums.delete(key);
        const single = metrics.singleMetric();
        single.addDimensions({ ...by });
        single.addMetric(name, MetricUnit.Count, sum);
      }
    },
  };
}

type Name = 'ConsentUnclearBalance' | 'LeftOutBalance';

interface Sum {
  readonly by: Dimensions;
  readonly name: Name;
  readonly sum: number;
  /** Whether an unclear answer or a lost part is in the sum. */
  readonly isBad: boolean;
}

interface Dimensions {
  /** `<store>/<source>`. */
  readonly source: string;
  readonly path?: string;
}

/** `addresses.0.phone` → `addresses`; `consent.email.text` → `consent.email`. */
function pathOf(path: string): string {
  const [first = '', second] = path.split('.');
  return first === 'consent' && second !== undefined ? `${first}.${second}` : first;
}
