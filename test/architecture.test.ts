import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which floors each floor of src/ may import, besides itself. `ground` is the files in src/ and what is generated. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ground: [],
  generated: [],
  relay: ['ground'],
  sources: ['ground'],
  platforms: ['ground', 'relay'],
  aws: ['ground', 'relay'],
  handlers: ['ground', 'relay', 'sources'],
  letters: ['ground', 'relay', 'sources', 'handlers'],
  cli: ['ground', 'relay', 'sources', 'platforms', 'aws', 'handlers', 'letters'],
  local: ['ground', 'relay', 'sources', 'platforms', 'aws', 'handlers'],
  main: ['ground', 'relay', 'sources', 'platforms', 'aws', 'handlers', 'letters', 'cli', 'local'],
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('generated'),
);

const floorOf = (file: string): string => {
  const [folder, ...rest] = file.split('/');
  return rest.length === 0 || folder === 'generated' ? 'ground' : (folder ?? 'ground');
};

interface Import {
  readonly path: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join('src', file), 'utf8');
  const found = text.matchAll(
    /(?:import|export)\s+(type\s)?[^'";]*from\s+'([^']+)'|import\('([^']+)'\)/g,
  );
  return [...found].map(([, type, path, dynamic]) => ({
    path: path ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));
}

const target = (file: string, path: string): string =>
  relative('src', join('src', dirname(file), path));

describe('floors', () => {
  it('knows every folder', () => {
    const folders = new Set(files.map(floorOf));
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it.each(files)('%s imports only from floors below', (file) => {
    const floor = floorOf(file);
    const strays = importsOf(file)
      .filter(({ path }) => path.startsWith('.'))
      .map(({ path }) => target(file, path))
      .filter((path) => floorOf(path) !== floor && !MAY_IMPORT[floor]?.includes(floorOf(path)));
    expect(strays).toEqual([]);
  });

  it.each(files.filter((file) => floorOf(file) === 'relay'))(
    '%s does no I/O: the core imports no package and no part of Node',
    (file) => {
      const packages = importsOf(file).filter(
        ({ path, typeOnly }) => !path.startsWith('.') && !typeOnly,
      );
      expect(packages).toEqual([]);
    },
  );

  it.each(files.filter((file) => !['aws', 'main', 'cli', 'local'].includes(floorOf(file))))(
    '%s leaves the AWS SDK to src/aws',
    (file) => {
      const sdk = importsOf(file).filter(({ path }) => path.startsWith('@aws-sdk/'));
      expect(sdk).toEqual([]);
    },
  );

  it.each(files.filter((file) => !['main', 'cli', 'local'].includes(floorOf(file))))(
    '%s takes environment, clock and dice as parameters',
    (file) => {
      const text = readFileSync(join('src', file), 'utf8').replaceAll(
        /\/\*[\s\S]*?\*\/|\/\/.*/g,
        '',
      );
      expect(text).not.toMatch(
        /process\.env|Date\.now\(\)|new Date\(\)|Math\.random\(\)|randomUUID\(\)/,
      );
    },
  );
});
