import type { HttpCall } from '../http/http.ts';

/** What became of one call to a shop; goes to the log, so it holds no query and no body. */
export interface CallRecord {
  readonly method: HttpCall['method'];
  /** The path as the documentation writes it, with placeholders: `/customers/{id}`. */
  readonly route: string;
  /** Absent when no answer came. */
  readonly status?: number;
  /** The platform's own id of the call, for its support. */
  readonly requestId?: string;
  readonly durationMs: number;
}
