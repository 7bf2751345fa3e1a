import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSqsRecord } from '../../../src/local/lambda/sqs-event.ts';
import { startChild } from '../../child.ts';
import { eventsOf } from '../people.ts';
import type { Workload } from '../round.ts';
import { openRecorder, type RecordedCall } from './recorder.ts';
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
    // The first batches also read the limits and open connections.
    for (const group of [0, 1]) await play(namesOf(group), 'new', 0);
    const asNew: Recorded[] = [];
    for (const group of TRIES) {
      const names = namesOf(group);
      asNew.push({ names, calls: await play(names, 'new', 0) });
    }
    const { names, calls } = fewest(asNew);
    const cast: Cast = castOf(names, calls);
    // The first update of a customer moves its clocks to an item of its own.
    await play(names, 'known', 1);
    const asKnown: Recorded[] = [];
    for (const cycle of TRIES) asKnown.push({ names, calls: await play(names, 'known', cycle) });
    const scores: Scores = {
      new: scoreOf(calls, cast),
      known: scoreOf(fewest(asKnown).calls, cast),
      version: versionIn(asKnown.flatMap((one) => one.calls)),
    };
    const path = join(mkdtempSync(join(tmpdir(), 'signup-relay-scores-')), 'scores.json');
    writeFileSync(path, JSON.stringify(scores));
    return path;
  } finally {
    await child.end();
    await recorder.close();
  }
}

interface Recorded {
  readonly names: readonly string[];
  readonly calls: readonly RecordedCall[];
}

/** A busy machine can make the relay ask for slots again, so several batches are recorded. */
const TRIES = [2, 3, 4, 5];

/** The batch with the fewest calls: the loop must not look slower by a chance of the recording. */
const fewest = (all: readonly Recorded[]): Recorded =>
  all.toSorted((a, b) => a.calls.length - b.calls.length)[0] ?? { names: [], calls: [] };

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
