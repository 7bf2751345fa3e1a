import type { ConsumeDeps } from '../../src/handlers/consume.ts';
import type { ContactState, Ledger } from '../../src/relay/ledger-port.ts';
import type { Queue } from '../../src/relay/queue-port.ts';
import type { Schedule } from './schedule.ts';
import type { Sabotage } from './simulate.ts';

/** One mechanism taken away, and the promise that has to break without it. */
export interface Sabotaged {
  readonly name: string;
  readonly platform: Schedule['platform'];
  readonly sabotage: Sabotage;
  readonly breaks: RegExp;
}

export const ledgerWith = (change: (ledger: Ledger) => Partial<Ledger>): Sabotage =>
  changed((deps) => ({ ledger: { ...deps.ledger, ...change(deps.ledger) } }));
export const queueWith = (change: (queue: Queue) => Queue): Sabotage =>
  changed((deps) => ({ queue: change(deps.queue) }));

export function changed(change: (deps: ConsumeDeps) => Partial<ConsumeDeps>): Sabotage {
  return (deps) => ({ ...deps, ...change(deps) });
}

export const without =
  (field: keyof ContactState) =>
  (state: ContactState): ContactState => ({ ...state, [field]: undefined });
