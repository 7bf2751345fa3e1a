import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { createRules } from './contract/create-rules.ts';
import { errorRules } from './contract/error-rules.ts';
import { findRules } from './contract/find-rules.ts';
import { fitRules } from './contract/fit-rules.ts';
import type { OpenShop } from './contract/open-shop.ts';
import { type Scene, setScene } from './contract/scene.ts';
import { shownRules } from './contract/shown-rules.ts';
import { updateRules } from './contract/update-rules.ts';

export type { OpenShop, Person } from './contract/open-shop.ts';

/**
 * What every platform adapter must do, over real HTTP against its sandbox shop. A new platform is done when this suite
 * and its own mapping tables are green.
 *
 * @param open opens an empty shop, once per test.
 */
export function describePlatform(name: string, open: () => Promise<OpenShop>): void {
  describe(`${name} keeps the platform contract`, () => {
    let scene: Scene;
    beforeEach(async () => {
      scene = setScene(await open());
    });
    afterEach(async () => scene.shop.close());

    for (const rules of [findRules, shownRules, createRules, updateRules, errorRules, fitRules])
      rules(() => scene);
  });
}

/** Settings of a sandbox shop, each with all its values. */
type KnobValues = Readonly<Record<string, readonly unknown[]>>;
type Knobs = Readonly<Record<string, unknown>>;

/** Every combination of the knobs. */
function combinationsOf(values: KnobValues): readonly Knobs[] {
  let all: readonly Knobs[] = [{}];
  for (const [name, each] of Object.entries(values)) {
    all = all.flatMap((one) => each.map((value) => Object.assign({}, one, { [name]: value })));
  }
  return all;
}

/** CI tries every combination; `npm test` as few as bring every pair of settings together. */
const tried = (all: readonly Knobs[]): readonly Knobs[] =>
  process.env['KNOBS'] === 'all' ? all : coveringPairs(all);

/** Takes each time the combination with the most pairs that no taken one has. */
function coveringPairs(all: readonly Knobs[]): readonly Knobs[] {
  const left = new Set(all.flatMap(pairsOf));
  const newIn = (knobs: Knobs): number => pairsOf(knobs).filter((pair) => left.has(pair)).length;
  const taken: Knobs[] = [];
  while (left.size > 0) {
    const best = all.reduce((one, other) => (newIn(other) > newIn(one) ? other : one));
    for (const pair of pairsOf(best)) left.delete(pair);
    taken.push(best);
  }
  return taken;
}

const pairsOf = (knobs: Knobs): readonly string[] => {
  const settings = Object.entries(knobs).map(String);
  return settings.flatMap((one, at) => settings.slice(at + 1).map((other) => `${one} ${other}`));
};

/**
 * The rules whose result a shop's settings could change, with many combinations of these settings. Errors and mappings
 * depend on none. One shop serves all tests, because each would otherwise open its own.
 *
 * @param open opens an empty shop, once per combination. `close` is never called for a single test.
 */
export function describeKnobs(
  name: string,
  values: KnobValues,
  open: () => Promise<OpenShop>,
): void {
  describe.each(tried(combinationsOf(values)))(
    `${name} keeps the platform contract with %o`,
    (knobs) => {
      let shop: OpenShop;
      let scene: Scene;
      beforeAll(async () => {
        shop = await open();
      });
      beforeEach(() => {
        shop.sandbox.reset();
        shop.sandbox.set(knobs);
        scene = setScene(shop);
      });
      afterAll(async () => shop.close());

      for (const rules of [findRules, createRules, updateRules]) rules(() => scene);
    },
  );
}
