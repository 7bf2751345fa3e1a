import type { ShopFacts } from '../../generated/types.ts';
import { type KnobChecks, type Knobs, wrongKnobs } from './knobs.ts';
import { SHOPLAZZA_KNOB_CHECKS } from './shoplazza/knobs.ts';
import { SHOPLINE_KNOB_CHECKS } from './shopline/knobs.ts';

/** A search that never showed the customer: longer than any run. Milliseconds. */
const NEVER_MS = 3_600_000;

/**
 * The knobs with which a sandbox shop behaves as the shop that was probed. Facts and knobs have the same names.
 *
 * @throws TypeError a fact is no knob of this platform.
 */
export function knobsOf<K extends Knobs>({ platform, facts }: ShopFacts): Partial<K> {
  const { searchLagMs, ...same } = facts;
  const knobs: Readonly<Record<string, unknown>> = {
    ...same,
    ...(searchLagMs !== undefined && { searchLagMs: searchLagMs ?? NEVER_MS }),
  };
  const checks: KnobChecks<object> =
    platform === 'shopline' ? SHOPLINE_KNOB_CHECKS : SHOPLAZZA_KNOB_CHECKS;
  const wrong = wrongKnobs(knobs, checks);
  if (wrong.length > 0) throw new TypeError(`no knobs of a ${platform} shop: ${wrong.join(', ')}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checks have looked at each value
  return knobs as Partial<K>;
}
