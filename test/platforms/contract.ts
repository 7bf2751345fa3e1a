import { afterEach, beforeEach, describe } from 'vitest';
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
