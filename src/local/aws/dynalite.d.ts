declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Time a table stays CREATING, in milliseconds. */
    readonly createTableMs?: number;
    /** Time a table stays DELETING, in milliseconds. */
    readonly deleteTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
