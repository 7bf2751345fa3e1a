import { expect, it } from 'vitest';
import { toCommonJs } from '../../scripts/to-common-js.ts';

it('turns imports between the files of a bundle into require', async () => {
  const code = await toCommonJs(
    "import { a } from './chunk.js';\nexport const late = () => import('./late.js');\nexport { a };\n",
  );
  expect(code).toContain('require("./chunk.js")');
  expect(code).toContain('require("./late.js")');
  expect(code).not.toMatch(/import\s*[({]/);
});

it('marks each module with its path, which profiles need', async () => {
  const code = await toCommonJs('// src/a.ts\nvar a = 1;\n// src/b.ts\nexport { a as b };\n');
  expect(code).toContain('// src/a.ts\nvar a = 1;');
});

it('refuses features of ES modules only', async () => {
  await expect(toCommonJs('export const url = import.meta.url;')).rejects.toThrow('import.meta');
  await expect(toCommonJs('export const a = await 1;')).rejects.toThrow('await');
});
