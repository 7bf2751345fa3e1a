import { SHOPLAZZA_VERSIONS } from '../../../src/platforms/versions.ts';
import { describePlatform } from '../contract.ts';
import { openShoplazza } from './open-shoplazza.ts';

for (const { name } of SHOPLAZZA_VERSIONS)
  describePlatform(`Shoplazza ${name}`, () => openShoplazza(name));
