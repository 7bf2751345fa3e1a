interface FaultBase {
  /**
   * False: the fault comes before the shop does anything. True: the request is carried out as usual, and then the fault
   * takes the place of the answer. @default false
   */
  readonly afterWrite?: boolean;
  /** Waiting time before the fault acts, in milliseconds. @default 0 */
  readonly delayMs?: number;
}

/** Another answer than the usual one. */
export interface AnswerFault extends FaultBase {
  readonly kind: 'answer';
  readonly status: number;
  /** Sent as JSON; a string is sent as it is where `headers` names another content type. Absent = an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `reset` closes the connection without an answer; `silence` answers nothing until the client gives up. */
interface NoAnswerFault extends FaultBase {
  readonly kind: 'reset' | 'silence';
}

/** The usual answer, late by `delayMs`: also the way to let a request of the queue pass. */
interface PassFault extends FaultBase {
  readonly kind: 'pass';
}

/** What goes wrong with one request. */
export type Fault = AnswerFault | NoAnswerFault | PassFault;

/** A fault that waits in the queue for its requests. */
export type QueuedFault = Fault & {
  /** Only requests of this method; absent = any. */
  readonly method?: string;
  /** Only requests of this route, as in the call log: `/customers/{id}`; absent = any. */
  readonly route?: string;
  /** How many requests it hits before it leaves the queue. @default 1 */
  readonly times?: number;
};

/** What a fault function is given to decide by. */
export interface FaultRequest {
  readonly method: string;
  readonly route: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * A queue, of which each request takes the first fault that fits it, or a function that decides per request.
 * Only requests within the limits and with the right token meet a fault.
 */
export type Faults = readonly QueuedFault[] | ((request: FaultRequest) => Fault | undefined);
