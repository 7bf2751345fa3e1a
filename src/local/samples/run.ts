import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseRecord } from '../../util/is-record.ts';
import type { SignupLine } from '../signup-line.ts';
import { parseSampleDelivery, type SampleDelivery } from './delivery.ts';

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

interface RunSamplesOptions {
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

/** One message that the local run delivers, and what must become of it. */
export interface Sample {
  /** Below `events/`. A file can come again: a repeated delivery is a sample of its own. */
  readonly file: string;
  /** The store that it names; `-` where it names none. */
  readonly store: string;
  readonly expect: { readonly outcome: string; readonly reason?: string };
}

/** The samples of `events/samples.json`, in the order in which they are delivered. */
export function readSamples(folder: URL): readonly Sample[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a test checks its shape
  return JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as readonly Sample[];
}

/** A sample on its way. */
interface SentSample {
  /** Whether a line of the log tells about it. */
  readonly isAbout: (line: SignupLine) => boolean;
  /** Set where `receive` did not take it. */
  readonly refused?: { readonly outcome: 'refused'; readonly reason: string };
}

/** Sends the text of a sample the way it is meant to come: a delivery as a signed webhook, all else to the queue. */
async function sendSample(
  text: string,
  relay: Pick<SampleRelay, 'send' | 'post'>,
): Promise<SentSample> {
  const delivery = parseSampleDelivery(text, Date.now());
  if (delivery === undefined) {
    const messageId = await relay.send(text);
    const id = eventId(text);
    return { isAbout: (line) => line.messageId === messageId || line.eventId === id };
  }
  const status = await relay.post(delivery);
  const address = `/webhooks/${delivery.store}/${delivery.tool}`;
  return {
    isAbout: ({ source }) => source === address,
    // A browser's form is answered with a redirection.
    ...(status >= 400 && { refused: { outcome: 'refused', reason: `HTTP ${status}` } }),
  };
}

/** Envelopes within envelopes that are looked into. */
const MAX_DEPTH = 4;

/** The `id` of the CloudEvent in a message body, also inside SNS and EventBridge envelopes; `undefined` where there is none. */
export function eventId(body: string, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { specversion, id, Message, detail } = parseRecord(body);
  if (specversion !== undefined) return typeof id === 'string' ? id : undefined;
  if (typeof Message === 'string') return eventId(Message, depth + 1);
  return detail === undefined ? undefined : eventId(JSON.stringify(detail), depth + 1);
}
