import type { ConsumeDeps } from '../../consume/deps.ts';
import type { PrepareDeps } from '../../consume/prepare.ts';
import type { Rehearse } from './dry-run.ts';

/** What predictions need: today's code and configuration, as `consume` has them. */
export interface PredictDeps extends PrepareDeps, Pick<ConsumeDeps, 'openPlatform'> {
  /** Asks ledger and shop what the attempt would end in. Without it, both are left alone. */
  readonly rehearse?: Rehearse;
}
