import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { WaitError } from '../event/errors.ts';
import { looksLikePhone } from '../event/safe-id.ts';
import type { Log } from '../telemetry/log.ts';
import * as answers from './answers.ts';
import type { Answer } from './answers.ts';
import type { ReceiveRequest } from './request.ts';

/** What became of a request. */
type ReceiveOutcome =
  /** On the queue. */
  | 'accepted'
  /** An address was tried out; nothing to store. */
  | 'handshake'
  /** Not from the source that it names. */
  | 'refused'
  /** Genuine, but not what the native format allows. */
  | 'invalid'
  | 'too_large'
  /** From a machine that filled in what people do not see; answered like a success. */
  | 'trapped'
  /** The store's configuration or the queue could not be reached. */
  | 'unavailable';

export interface ReceiveResult {
  readonly outcome: ReceiveOutcome;
  readonly answer: Answer;
  /** In words, free of values. */
  readonly why?: string;
  /** Of the delivery that was stored. */
  readonly id?: string;
  /** Of the message that it became. */
  readonly messageId?: string;
  /** The W3C trace that it began or belongs to. */
  readonly trace?: string;
  readonly tool?: string;
}

export interface ReceiveReport extends Omit<ReceiveResult, 'answer'> {
  readonly method: string;
  readonly store: string | undefined;
  readonly source: string | undefined;
  readonly status: number | undefined;
  readonly bytes: number;
  readonly durationMs: number;
}

/** What is told about a request: fields by name, none of the sender's own texts. */
export const toReceiveReport = (
  { method, store, source, body }: ReceiveRequest,
  { answer, ...result }: ReceiveResult,
  durationMs: number,
): ReceiveReport => ({
  ...result,
  method: METHODS.has(method) ? method : 'other',
  store: nameIn(store, result),
  source: nameIn(source, result),
  status: answer.statusCode,
  bytes: body.length,
  durationMs,
});

/** Anybody can ask for any address: until its source is found, a name in it may be a phone. */
const nameIn = (
  name: string | undefined,
  { tool }: Pick<ReceiveResult, 'tool'>,
): string | undefined =>
  tool === undefined && name !== undefined && looksLikePhone(name) ? undefined : name;

const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST']);

/** Answered, and nothing to store. */
export const handshake = (answer: answers.Answer): ReceiveResult => ({
  outcome: 'handshake',
  answer,
});

/** @param why free of values; for the log only. */
export const refused = (why: string): ReceiveResult => ({
  outcome: 'refused',
  why,
  answer: answers.unauthorized(),
});

const METRIC = {
  accepted: 'Accepted',
  handshake: 'Handshakes',
  refused: 'Refused',
  invalid: 'Invalid',
  too_large: 'TooLarge',
  trapped: 'Trapped',
  unavailable: 'Unavailable',
} as const;

const LEVEL = {
  accepted: 'info',
  handshake: 'info',
  refused: 'warn',
  invalid: 'warn',
  too_large: 'warn',
  trapped: 'info',
  unavailable: 'error',
} as const;

/** Writes one log line and one metric per request. The line is built field by field: nothing else can get into a log. */
export const createReceiveReporter =
  (log: Log, metrics: Metrics) =>
  (report: ReceiveReport): void => {
    const { outcome, method, store, source, tool, why, id, messageId, trace } = report;
    const { status, bytes, durationMs } = report;
    log[LEVEL[outcome]]('request', {
      method,
      store,
      source,
      tool,
      outcome,
      why,
      id,
      messageId,
      trace,
      status,
      bytes,
      durationMs,
    });
    metrics.addMetric(METRIC[outcome], MetricUnit.Count, 1);
  };

/** @param limit in bytes. */
export const tooLarge = (limit: number): ReceiveResult => ({
  outcome: 'too_large',
  answer: answers.tooLarge(limit),
});

/** Whatever went wrong was not the sender's fault: it may come again. An unknown error's text may quote the request. */
export const toUnavailable = (error: unknown): ReceiveResult => ({
  outcome: 'unavailable',
  why:
    error instanceof WaitError
      ? error.message
      : `unexpected ${error instanceof Error ? error.name : 'error'}`,
  answer: answers.unavailable(),
});

/** The same result, its answer with more headers; a refusal stays the same for everybody. */
export const withHeaders = (
  result: ReceiveResult,
  headers: Readonly<Record<string, string>>,
): ReceiveResult =>
  result.outcome === 'refused'
    ? result
    : {
        ...result,
        answer: { ...result.answer, headers: { ...result.answer.headers, ...headers } },
      };
