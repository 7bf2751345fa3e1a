import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSqsRecord } from '../../../src/local/lambda/sqs-event.ts';
import { startChild } from '../../child.ts';
import { eventsOf } from '../people.ts';
import type { Workload } from '../round.ts';
import { openRecorder } from './recorder.ts';
import { type Cast, castOf, type Score, scoreOf, versionIn } from './score.ts';

/** The calls of one warm batch by workload, and the version of the item with the limits that the last of them wrote. */
export type Scores = Readonly<Record<Workload, Score>> & { readonly version: number };

/** As long as the name of the store of the other contestants. */
const STORE = 'taped';

interface Recording {
  /** The packaged `consume`. */
  readonly file: URL;
  readonly env: Readonly<Record<string, string>>;
  readonly shopUrl: string;
  readonly putStore: (name: string, baseUrl: string) => Promise<void>;
}

/** Records the calls of signup-relay for a warm batch of each workload. @returns a file with `Scores`. */
export async function recordScores({ file, env, shopUrl, putStore }: Recording): Promise<string> {
  const ledgerUrl = env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '';
  const recorder = await openRecorder({ shop: shopUrl, ledger: ledgerUrl });
  await putStore(STORE, recorder.urls.shop);
  const child = await startChild(new URL('../host.ts', import.meta.url), {
    args: [String(file)],
    env: { ...env, AWS_ENDPOINT_URL_DYNAMODB: recorder.urls.ledger },
  });
  const play = async (names: readonly string[], workload: Workload, cycle: number) => {
    recorder.take();
    await child.ask({ kind: 'invoke', event: batchOf(names, workload, cycle) });
    return recorder.take();
  };
  try {
    // The first batch also reads the limits and opens connections.
    for (const group of [0, 1]) await play(namesOf(group), 'new', 0);
    const names = namesOf(2);
    const asNew = await play(names, 'new', 0);
    const cast: Cast = castOf(names, asNew);
    // The first update of a customer moves its clocks to an item of its own.
    await play(names, 'known', 1);
    const asKnown = await play(names, 'known', 3);
    const scores: Scores = {
      new: scoreOf(asNew, cast),
      known: scoreOf(asKnown, cast),
      version: versionIn(asKnown),
    };
    const path = join(mkdtempSync(join(tmpdir(), 'signup-relay-scores-')), 'scores.json');
    writeFileSync(path, JSON.stringify(scores));
    return path;
  } finally {
    await child.end();
    await recorder.close();
  }
}

/** As long as the names of the people in the rounds. */
const namesOf = (group: number): readonly string[] =>
  Array.from({ length: 10 }, (_, at) => `same-calls-${group}-${1_000 + at}`);

function batchOf(names: readonly string[], workload: Workload, cycle: number): object {
  const Records = eventsOf(names, workload, cycle).map((event, at) => {
    const { data } = event as { readonly data: object };
    return toSqsRecord(
      {
        MessageId: `m-${cycle}-${at}`,
        ReceiptHandle: 'none',
        Body: JSON.stringify({ ...event, data: { ...data, store: STORE } }),
        MD5OfBody: '',
        Attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
      },
      'arn:aws:sqs:us-east-1:000000000000:signups',
    );
  });
  return { Records };
}
