/** To the bootstrap: call the handler once. */
export interface BootstrapCall {
  readonly id: string;
  readonly event: unknown;
  /** What `getRemainingTimeInMillis` starts at, in milliseconds. */
  readonly remainingMs: number;
}

/** From the bootstrap: the handler is loaded, answered, or threw. */
export type BootstrapAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'response';
      readonly id: string;
      readonly json: string;
      /** Time that the call kept a processor busy, in milliseconds. */
      readonly cpuMs: number;
    }
  | { readonly kind: 'error'; readonly id: string; readonly text: string };
