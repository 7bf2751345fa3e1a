import type { DeliverDeps } from '../handlers/deliver-signup.ts';
import type { PrepareDeps } from '../handlers/prepare-message.ts';

/** What predictions need: today's code and configuration, as `consume` has them. */
export type PredictDeps = PrepareDeps & Pick<DeliverDeps, 'openPlatform'>;
