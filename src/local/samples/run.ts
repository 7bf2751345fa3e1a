import { setTimeout as pause } from 'node:timers/promises';
import type { SampleDelivery } from './delivery.ts';
import type { Sample } from '../samples.ts';
import { sendSample } from '../send-sample.ts';
import type { SignupLine } from '../signup-line.ts';

/** What the runner needs from a running relay. */
export interface SampleRelay {
  /** @returns the id of the message. */
  send(body: string): Promise<string>;
  /** Posts a webhook, signed. @returns the status of the answer. */
  post(delivery: SampleDelivery): Promise<number>;
  /** Tells about every attempt from now on; returns how to end that. */
  subscribe(listener: (line: SignupLine) => void): () => void;
  /** Calls that reached the shops so far. */
  shopCalls(): number;
  /** What can be seen in the shops and on the dead-letter queue now, in one line. */
  inventory(): Promise<string>;
}

export interface SampleResult {
  readonly sample: Sample;
  /** Absent where nothing final happened in time. */
  readonly became?: { readonly outcome: string; readonly reason?: string };
  readonly asExpected: boolean;
  /** Calls to the shops, as the shops counted them. */
  readonly calls: number;
  /** From sending to the outcome. */
  readonly durationMs: number;
}

export interface RunSamplesOptions {
  readonly samples: readonly Sample[];
  readonly relay: SampleRelay;
  readonly read: (file: string) => string;
  /** How long one sample may take, in milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Told before each sample how many are done. */
  readonly onProgress?: (done: number) => void;
}

/** Delivers one sample after the other, each when the one before has come to its end; stops early on `signal`. */
export async function runSamples(options: RunSamplesOptions): Promise<readonly SampleResult[]> {
  const { samples, relay, signal, onProgress } = options;
  const lines: SignupLine[] = [];
  const unsubscribe = relay.subscribe((line) => void lines.push(line));
  const results: SampleResult[] = [];
  for (const sample of samples) {
    if (signal.aborted) break;
    onProgress?.(results.length);
    lines.length = 0;
    results.push(await runOne(sample, lines, options));
  }
  unsubscribe();
  return results;
}

/** Outcomes after which the message comes again. */
const PASSING: ReadonlySet<string> = new Set(['postponed', 'crashed']);

async function runOne(
  sample: Sample,
  lines: readonly SignupLine[],
  { relay, read, patienceMs, signal }: RunSamplesOptions,
): Promise<SampleResult> {
  const body = read(sample.file);
  const callsBefore = relay.shopCalls();
  const startedAt = Date.now();
  const sent = await sendSample(body, relay);
  const isEnd = (line: SignupLine): boolean => !PASSING.has(line.outcome) && sent.isAbout(line);

  let end: SampleResult['became'] = sent.refused ?? lines.find(isEnd);
  while (end === undefined && Date.now() < startedAt + patienceMs && !signal.aborted) {
    await pause(5);
    end = lines.find(isEnd);
  }
  return {
    sample,
    ...(end && { became: end }),
    asExpected: end?.outcome === sample.expect.outcome && end.reason === sample.expect.reason,
    calls: relay.shopCalls() - callsBefore,
    durationMs: Date.now() - startedAt,
  };
}
