import { digits, times } from '../format.ts';
import type { Part, Row, SuiteOptions } from '../row.ts';
import { median } from '../statistics.ts';
import { measureFirstAnswers } from './first-answers.ts';
import { bundleFunctions, type ColdFunction } from './functions.ts';
import { type Init, initOnce } from './init-once.ts';

export const COLD: Part = {
  key: 'cold',
  title: 'Cold start',
  unit: 'ms from require to handler',
  notes: [
    'Each start is a new process, function and bare handler alternately, at least 15 of each. The bare handler creates the AWS SDK’s client of every service that the function uses, with one command each. It has no logger, no validators, no phone numbers. The comparison is the ratio of the medians. Lambda adds the start of its machine and of Node.js to both.',
    'The size is the code loaded at start. The rest of a zip is loaded at first use: platforms, sources, and two clients of the AWS SDK. `consume` loads that of SQS for the first message to send, `archive` that of S3. The first batch, of ten new people, includes the load of its platform. The first delivery, signed by Typeform, includes the load of the validators and the first connections. All services run on this machine.',
    'The limit is parsing and running the loaded code. It is undici, the validators, and the AWS SDK if it is needed at once. `receive` sends to SQS without the SDK’s client. `consume` and `receive` load the validators of configurations while Parameter Store answers for the first time, so no message waits for them. `replay` loads undici, these validators and the platforms with the first dead letter that it looks at.',
  ],
  measure: measureCold,
};

const LEAST_STARTS = 15;
const MOST_TIMES = 1;

/** A valid configuration of every function; no service is called. */
export const COLD_ENV = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  SIGNUPS_QUEUE_URL: 'http://127.0.0.1:1/000000000000/signups',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:1/000000000000/signups-dead',
  LEDGER_TABLE: 'ledger',
  STORES_PATH: '/signup-relay/bench/stores',
  SOURCES_PATH: '/signup-relay/bench/sources',
  LEDGER_KEY_PARAMETER: '/signup-relay/bench/ledger-key',
  PUBLIC_URL: 'https://hooks.example.com',
  ARCHIVE_BUCKET: 'archive',
};

async function measureCold({ rounds, size }: SuiteOptions): Promise<readonly Row[]> {
  const functions = await bundleFunctions();
  const starts = size < 1 ? 5 : Math.max(LEAST_STARTS, rounds * 3);
  const measured = new Map<string, Init[]>();
  for (let start = 0; start <= starts; start++) {
    for (const file of functions.flatMap((each) => [each.file, each.bareFile])) {
      const init = await initOnce(file, COLD_ENV);
      // The first start reads the file from the disk, so it does not count.
      if (start > 0) measured.set(file, [...(measured.get(file) ?? []), init]);
    }
  }
  const fileOf = (name: string): string => functions.find((each) => each.name === name)?.file ?? '';
  const doors = { consume: fileOf('consume'), receive: fileOf('receive') };
  return [
    ...functions.flatMap((each) => rowsOf(each, measured)),
    ...(await measureFirstAnswers(doors, starts)),
  ];
}

function rowsOf(
  { name, file, bareFile, bytes, bareBytes }: ColdFunction,
  measured: ReadonlyMap<string, readonly Init[]>,
): readonly Row[] {
  const of = (path: string): readonly Init[] => measured.get(path) ?? [];
  const wall = (path: string): number => median(of(path).map(({ wallMs }) => wallMs));
  const cpu = (path: string): string => digits(median(of(path).map(({ cpuMs }) => cpuMs)) * 10);
  const ratio = wall(file) / wall(bareFile);
  return [
    {
      name,
      measured: `${digits(wall(file))} (${kilobytes(bytes)})`,
      ratio: times(ratio),
      cpu: cpu(file),
      goal: { target: `≤ ${MOST_TIMES} × the bare handler`, isReached: ratio <= MOST_TIMES },
    },
    {
      name: `bare handler with the clients of ${name}`,
      measured: `${digits(wall(bareFile))} (${kilobytes(bareBytes)})`,
      ratio: times(1),
      cpu: cpu(bareFile),
    },
  ];
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1_024)} KB`;
