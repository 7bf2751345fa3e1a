import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { AttemptReport } from './report.ts';

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

/** Counts per source for one invocation. */
export interface SourceShares {
  add(report: Counted): void;
  /** Sends the sums of the invocation, one line each. */
  publish(): void;
}

/**
 * The metrics per source that the alarms `consent-unclear` and `left-out` sum up over an hour. Both are whole numbers:
 * above zero more than half of the answers were unclear, or more than a fifth of the signups that named the path lost it.
 *
 * Each combination of source and path is one metric of CloudWatch's bill. So sources are the configured ones, paths come
 * from a closed list, and a path is counted only where a signup names it.
 */
export function createSourceShares(metrics: Metrics): SourceShares {
  const sums = new Map<string, { readonly by: Dimensions; readonly name: Name; sum: number }>();
  const count = (name: Name, by: Dimensions, value: number): void => {
    const key = [name, by.source, by.path].join(' ');
    const { sum = 0 } = sums.get(key) ?? {};
    sums.set(key, { by, name, sum: sum + value });
  };
  return {
    add({ store, via = DIRECT, named, leftOut = [], unclear = [], consents = 0 }) {
      if (store === undefined || named === undefined) return;
      const source = `${store}/${via}`;
      const clear = consents - unclear.length;
      if (consents > 0) count('ConsentUnclearBalance', { source }, unclear.length - clear);
      const lost = new Set(leftOut.map(({ path }) => pathOf(path)));
      for (const path of new Set([...named.map(pathOf), ...lost])) {
        if (!PATHS.has(path)) continue;
        count('LeftOutBalance', { source, path }, lost.has(path) ? LEFT_OUT_WEIGHT : -1);
      }
    },
    publish() {
      for (const { by, name, sum } of sums.values()) {
        const single = metrics.singleMetric();
        single.addDimensions({ ...by });
        single.addMetric(name, MetricUnit.Count, sum);
      }
      sums.clear();
    },
  };
}

type Name = 'ConsentUnclearBalance' | 'LeftOutBalance';

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
