import type { ConsumeDeps } from '../../src/consume/deps.ts';
import type { BatchReads, ContactState, Ledger } from '../../src/delivery/ledger-port.ts';
import type { Queue } from '../../src/message/queue-port.ts';
import type { Schedule } from './schedule.ts';
import type { Sabotage } from './simulate.ts';

/** One mechanism that is removed, and the promise that must break without it. */
export interface Sabotaged {
  readonly name: string;
  readonly platform: Schedule['platform'];
  readonly sabotage: Sabotage;
  readonly breaks: RegExp;
  /** One whose schedules show the fault early. @default 1 */
  readonly seed?: number;
}

/** Without batch reads every attempt reads the sabotaged ledger itself. */
export const ledgerWith =
  (change: (ledger: Ledger) => Partial<Ledger>): Sabotage =>
  (deps) => {
    const { batchReads: _unused, ...others } = deps;
    return { ...others, ledger: { ...deps.ledger, ...change(deps.ledger) } };
  };
export const batchReadsWith = (change: (reads: BatchReads) => Partial<BatchReads>): Sabotage =>
  changed(({ batchReads }) =>
    batchReads ? { batchReads: { ...batchReads, ...change(batchReads) } } : {},
  );
export const queueWith = (change: (queue: Queue) => Queue): Sabotage =>
  changed((deps) => ({ queue: change(deps.queue) }));

export function changed(change: (deps: ConsumeDeps) => Partial<ConsumeDeps>): Sabotage {
  return (deps) => ({ ...deps, ...change(deps) });
}

export const without =
  (field: keyof ContactState) =>
  (state: ContactState): ContactState => ({ ...state, [field]: undefined });
