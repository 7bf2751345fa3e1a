import { digits, megabytes, times } from '../format.ts';
import type { Part, Row, SuiteOptions } from '../row.ts';
import { median, percentile } from '../statistics.ts';
import { playFlood, type PlayedFlood } from './play-flood.ts';
import { openReceiveArena } from './receive-arena.ts';

export const RECEIVE: Part = {
  key: 'receive',
  title: 'Receive',
  unit: 'requests per second',
  notes: [
    'The function gets a signed Typeform delivery in its own process, one request at a time. An instance of a Lambda function does the same; Lambda starts an instance per concurrent request. The bare handler verifies nothing, reads no store and only sends to SQS.',
    'The limit is the one call to SQS, here the embedded one. The relay adds the signature check, the store (read once a minute) and its log line.',
  ],
  measure: measureReceive,
};

async function measureReceive({ rounds, size }: SuiteOptions): Promise<readonly Row[]> {
  const arena = await openReceiveArena();
  const requests = Math.round(500 * size);
  const played: { receive: PlayedFlood[]; bare: PlayedFlood[] } = { receive: [], bare: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const name of round % 2 === 0
        ? (['receive', 'bare'] as const)
        : (['bare', 'receive'] as const)) {
        const result = await playFlood(arena[name], requests);
        if (round > 0) played[name].push(result);
      }
    }
  } finally {
    await arena.close();
  }
  return [
    toRow('signup-relay', played.receive, played.bare),
    toRow('bare handler, sends to SQS only', played.bare, played.bare),
  ];
}

const rateOf = ({ tookMs }: PlayedFlood): number =>
  1_000 / (tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length);

function toRow(name: string, played: readonly PlayedFlood[], bare: readonly PlayedFlood[]): Row {
  const tail = median(played.map(({ tookMs }) => percentile(tookMs, 0.99)));
  const rates = played.map(rateOf);
  return {
    name,
    measured: `${digits(median(rates))} (p99 ${digits(tail)} ms)`,
    ratio: times(
      median(
        rates.map((rate, at) => rate / rateOf(bare[at] ?? { tookMs: [], cpuMs: 0, peakBytes: 0 })),
      ),
    ),
    cpu: digits(median(played.map(({ cpuMs, tookMs }) => (cpuMs / tookMs.length) * 10))),
    memory: megabytes(Math.max(...played.map(({ peakBytes }) => peakBytes))),
  };
}
