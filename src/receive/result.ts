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
  store,
  source,
  status: answer.statusCode,
  bytes: body.length,
  durationMs,
});

const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST']);
