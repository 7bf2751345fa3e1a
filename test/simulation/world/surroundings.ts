import type { Digest } from '../../../src/event/digest.ts';
import type { ConsumeDeps } from '../../../src/consume/deps.ts';
import type { SimulatedQueue } from './queue.ts';
import type { Shop } from './shop.ts';
import type { Table } from './table.ts';
import type { World } from './world.ts';

/** The world of one consumer. */
export interface Surroundings {
  readonly world: World;
  readonly table: Table;
  readonly queue: SimulatedQueue;
  readonly shop: Shop;
  readonly digest: Digest;
  readonly newHolder: () => string;
  /** The store's configuration as Parameter Store has it now. */
  readonly parameter: () => string;
  /** Breaks one mechanism on purpose. */
  readonly sabotage: (deps: ConsumeDeps) => ConsumeDeps;
}
