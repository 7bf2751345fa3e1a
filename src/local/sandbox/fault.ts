interface FaultBase {
  /**
   * False: the fault replaces the request, which the shop never carries out. True: the shop carries the request out, and
   * the fault replaces its answer. @default false
   */
  readonly afterWrite?: boolean;
  /** Delay before the fault, in milliseconds. @default 0 */
  readonly delayMs?: number;
}

/** A chosen answer in place of the usual one. */
export interface AnswerFault extends FaultBase {
  readonly kind: 'answer';
  readonly status: number;
  /** Sent as JSON; a string is sent as text if `headers` names another content type. Absent = an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `reset` closes the connection without an answer. `silence` sends nothing until the client gives up. */
interface NoAnswerFault extends FaultBase {
  readonly kind: 'reset' | 'silence';
}

/** The usual answer, delayed by `delayMs`. Without a delay it lets a request pass the fault queue. */
interface PassFault extends FaultBase {
  readonly kind: 'pass';
}

/** A fault that one request meets. */
export type Fault = AnswerFault | NoAnswerFault | PassFault;

/** A fault in the queue, with the requests that it applies to. */
export type QueuedFault = Fault & {
  /** Only requests of this method; absent = any. */
  readonly method?: string;
  /** Only requests of this route, as in the call log: `/customers/{id}`; absent = any. */
  readonly route?: string;
  /** The number of requests that meet it before it leaves the queue. @default 1 */
  readonly times?: number;
};

/** The request that a fault function decides about. */
export interface FaultRequest {
  readonly method: string;
  readonly route: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * A queue, or a function that decides per request. A request takes the first fault of the queue that fits it.
 * Requests that a limit or the token refuses meet no fault.
 */
export type Faults = readonly QueuedFault[] | ((request: FaultRequest) => Fault | undefined);
