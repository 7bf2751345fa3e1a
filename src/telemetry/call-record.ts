import type { HttpCall } from '../http/http.ts';

/** One call to a shop, or to a tool that posts only an id; for the log: without query and body. */
export interface CallRecord {
  readonly method: HttpCall['method'];
  /** Host of the tool; absent for the shop. */
  readonly host?: string;
  /** The path as the documentation writes it, with placeholders: `/customers/{id}`. */
  readonly route: string;
  /** Absent where there was no answer. */
  readonly status?: number;
  /** The platform's own id of the call; its support asks for it. */
  readonly requestId?: string;
  readonly durationMs: number;
}
