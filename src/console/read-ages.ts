import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Ages } from './answers.ts';
import { metricQuery, readMetrics } from './queue-metrics.ts';

interface AgesDeps {
  readonly client: CloudWatchClient;
  /** Names of the queues. */
  readonly signups: string;
  readonly deadLetters: string;
  readonly now: () => number;
}

/** So far back is looked: it measures every second, and may be late. */
const BACK_MS = 5_000;

/**
 * The ages of now, of a CloudWatch that measures every second and costs nothing: that of a local run. Never rejects; what
 * it does not know is absent.
 */
export async function readAges({ client, signups, deadLetters, now }: AgesDeps): Promise<Ages> {
  const query = (id: string, queue: string) =>
    metricQuery({ id, queue, metric: 'oldest', stat: 'Maximum', periodSeconds: 1 });
  const queries = [query('signups', signups), query('dead', deadLetters)];
  const range = { from: now() - BACK_MS, to: now() + 1 };
  const results = await readMetrics(client, queries, range).catch(() => []);
  const latest = (id: string): number | undefined =>
    results.find(({ Id }) => Id === id)?.Values?.at(-1);
  const [signup, dead] = [latest('signups'), latest('dead')];
  return {
    ...(signup !== undefined && { oldestSignupMs: signup * 1_000 }),
    ...(dead !== undefined && { oldestDeadLetterMs: dead * 1_000 }),
  };
}
