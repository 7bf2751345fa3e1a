import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { SignupEnd } from '../format.ts';
import { parseRecord } from '../../util/is-record.ts';
import type { SignupLine } from '../signup-line.ts';
import { type DeliveryFile, parseDeliveryFile } from '../../sources/delivery-file.ts';

/** The parts of a running relay that the samples need. */
export interface SampleRelay {
  /** Sends a message to the queue. @returns its id. */
  send(body: string): Promise<string>;
  /** Posts a signed webhook. @returns the status of the answer. */
  post(delivery: DeliveryFile): Promise<number>;
  /** Unsubscribes a customer in the shop of a store, as the customer does it there. */
  unsubscribe(store: string, email: string): Promise<void>;
  /** Reports every attempt from now on. @returns how to unsubscribe. */
  subscribe(listener: (line: SignupLine) => void): () => void;
  /** Number of calls that the shops received so far. */
  shopCalls(): number;
  /** Customers in the shops and dead letters on the queue, in one line. */
  inventory(): Promise<string>;
}

export interface SampleResult {
  readonly sample: Sample;
  /** Absent if no final outcome came in time. */
  readonly end?: SignupEnd;
  readonly asExpected: boolean;
  /** Calls that the shops received. */
  readonly calls: number;
  /** From sending to the outcome. */
  readonly durationMs: number;
}

interface RunSamplesOptions {
  readonly samples: readonly Sample[];
  readonly relay: SampleRelay;
  readonly read: (file: string) => string;
  /** The longest wait for one sample, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called before each sample. */
  readonly onProgress?: (done: number) => void;
}

/** Delivers the samples one at a time and waits for each outcome; `signal` stops it early. */
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

/** Outcomes after which SQS delivers the message again. */
const INTERIM_OUTCOMES: ReadonlySet<string> = new Set(['postponed', 'crashed']);

async function runOne(
  sample: Sample,
  lines: readonly SignupLine[],
  { relay, read, timeoutMs, signal }: RunSamplesOptions,
): Promise<SampleResult> {
  const body = read(sample.file);
  const callsBefore = relay.shopCalls();
  const startedAt = Date.now();
  const sent = await sendSample(body, relay);
  const isEnd = (line: SignupLine): boolean =>
    !INTERIM_OUTCOMES.has(line.outcome) && sent.isAbout(line);

  let end: SampleResult['end'] = sent.refused ?? lines.find(isEnd);
  while (end === undefined && Date.now() < startedAt + timeoutMs && !signal.aborted) {
    await pause(5);
    end = lines.find(isEnd);
  }
  return {
    sample,
    ...(end && { end: end }),
    asExpected: end?.outcome === sample.expect.outcome && end.reason === sample.expect.reason,
    calls: relay.shopCalls() - callsBefore,
    durationMs: Date.now() - startedAt,
  };
}

/** One message that the local run delivers, and its expected outcome. */
export interface Sample {
  /** Path below `events/`. A repeated file is a repeated delivery. */
  readonly file: string;
  /** The store that it names; `-` if it names none. */
  readonly store: string;
  readonly expect: SignupEnd;
}

/** The samples of `events/samples.json`, in the order of delivery. */
export function readSamples(folder: URL): readonly Sample[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a test checks its shape
  return JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as readonly Sample[];
}

/** A sample in delivery. */
interface SentSample {
  /** Whether a log line is about this sample. */
  readonly isAbout: (line: SignupLine) => boolean;
  /** Set if `receive` refused it. */
  readonly refused?: { readonly outcome: 'refused'; readonly reason: string };
}

/** Sends a sample: a webhook file as a signed webhook, any other text to the queue; or makes its change in the shop. */
async function sendSample(
  text: string,
  relay: Pick<SampleRelay, 'send' | 'post' | 'unsubscribe'>,
): Promise<SentSample> {
  const { store, unsubscribe } = parseRecord(text);
  if (typeof store === 'string' && typeof unsubscribe === 'string') {
    await relay.unsubscribe(store, unsubscribe);
    return {
      isAbout: ({ source = '', why = '' }) =>
        source.startsWith(`/webhooks/${store}/shop`) && why.includes('refused there'),
    };
  }
  const delivery = parseDeliveryFile(text, Date.now());
  if (delivery === undefined) {
    const messageId = await relay.send(text);
    const id = eventId(text);
    return { isAbout: (line) => line.messageId === messageId || line.eventId === id };
  }
  const status = await relay.post(delivery);
  const address = `/webhooks/${delivery.store}/${delivery.source}`;
  return {
    isAbout: ({ source }) => source === address,
    // A form post is answered with a redirect, which is no refusal.
    ...(status >= 400 && { refused: { outcome: 'refused', reason: `HTTP ${status}` } }),
  };
}

/** The deepest nesting of envelopes that is searched. */
const MAX_DEPTH = 4;

/** The `id` of the CloudEvent in a message body, also inside SNS and EventBridge envelopes. @returns undefined without an id. */
export function eventId(body: string, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { specversion, id, Message, detail } = parseRecord(body);
  if (specversion !== undefined) return typeof id === 'string' ? id : undefined;
  if (typeof Message === 'string') return eventId(Message, depth + 1);
  return detail === undefined ? undefined : eventId(JSON.stringify(detail), depth + 1);
}
