import type { SimulatedQueue } from '../world/queue.ts';
import type { Shop } from '../world/shop.ts';
import type { Table } from '../world/table.ts';
import type { World } from '../world/world.ts';
import { judgeAttempts } from './attempts.ts';
import { judgeCreates } from './creates.ts';
import { judgeCustomers } from './customers.ts';
import { judgeMessages } from './messages.ts';
import { judgePauses } from './pauses.ts';

/** The world after its run. */
export interface Remains {
  readonly isOver: boolean;
  readonly queue: SimulatedQueue;
  readonly shop: Shop;
  readonly table: Table;
}

/** Compares the final state with all sent events; adds every difference to the notes. */
export function judge(world: World, remains: Remains): void {
  const { violations } = world.notes;
  if (!remains.isOver) {
    violations.push('the run does not end');
    return;
  }
  violations.push(
    ...judgeMessages(world, remains),
    ...judgeCustomers(world, remains),
    ...judgeCreates(world),
    ...judgeAttempts(world),
    ...judgePauses(world),
  );
  if (/@|example\.com|88691234567/.test(JSON.stringify([...remains.table.items]))) {
    violations.push('the ledger holds an e-mail or a phone');
  }
}
