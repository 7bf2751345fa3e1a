import type { CallLog } from './call-log.ts';
import type { Dialect } from './shop.ts';
import type { Knobs } from './knobs.ts';

/** What the server of a sandbox shop works with. */
export interface ServerParts {
  readonly dialect: Dialect;
  /** The access token that is let in. */
  readonly token: string;
  readonly knobs: () => Knobs;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly calls: CallLog;
}
