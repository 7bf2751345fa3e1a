/** From the parent to the process of a function: run the handler once. */
export interface Invocation {
  readonly id: number;
  readonly functionName: string;
  readonly event: object;
  /** When the function must have ended, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Back from the process of a function; `id` 0 says that the handler is loaded. */
export interface InvocationResult {
  readonly id: number;
  readonly answer?: unknown;
  /** Set where the handler threw. */
  readonly error?: string;
}
