import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { SHOPLAZZA_KNOBS } from '../../../src/local/sandbox/shoplazza/knobs.ts';
import { SHOPLINE_KNOBS } from '../../../src/local/sandbox/shopline/knobs.ts';

const page = readFileSync('docs/sandbox.md', 'utf8');

it('documents every knob, and only those', () => {
  const table = page.split('## Knobs')[1]?.split('\n## ')[0] ?? '';
  const documented = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  const knobs = Object.keys({ ...SHOPLINE_KNOBS, ...SHOPLAZZA_KNOBS });
  expect(documented.toSorted((a, b) => a.localeCompare(b))).toEqual(
    knobs.toSorted((a, b) => a.localeCompare(b)),
  );
});

it('shows a sample that runs', async () => {
  const [, sample = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  expect(sample).toContain('createShoplineSandbox');
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-sample-'));
  try {
    const file = join(folder, 'sample.ts');
    await writeFile(file, sample.replaceAll('../src/', `${pathToFileURL(resolve('src')).href}/`));
    await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', file]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
