import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOORS, INNER_FOLDERS } from './support/floors.ts';
import { ALL_FILES, codeOf, importedFilesOf, importsOf } from './support/source-files.ts';

/** Where a file may lie. `generated` is what `npm run generate` makes of `schemas`; it is not in the repository. */
const FOLDERS = new Set([...FLOORS.flat(), ...INNER_FOLDERS]);
/** They decide; they do no I/O and know no package. */
const CORE = new Set(['delivery', 'rate-limit', 'util']);
/** The only packages of the folder `event`: pure, and slow or wrong to write again. */
const EVENT_PACKAGES = /^(libphonenumber-js(\/.*)?|node:crypto)$/;
const MAY_USE_THE_SDK = new Set(['aws', 'main', 'cli', 'console', 'local']);
const MAY_READ_CLOCK_AND_DICE = new Set(['main', 'cli', 'console', 'local']);

const files = ALL_FILES.filter((file) => file.endsWith('.ts') && !file.startsWith('generated'));

const folderOf = (file: string): string => file.split('/')[0] ?? '';
const floorOf = (file: string): number =>
  FLOORS.findIndex((floor) => floor.includes(folderOf(file)));

/** Files that reach themselves by imports, types included; each circle in the order of its imports. */
function circlesAmong(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

describe('the plan of src', () => {
  it('has every file in a folder of the plan', () => {
    expect(ALL_FILES.filter((file) => !FOLDERS.has(dirname(file)))).toEqual([]);
  });

  it('has files that can be read from top to bottom: none over 250 lines', () => {
    expect(files.filter((file) => codeOf(file).split('\n').length > 251)).toEqual([]);
  });

  it('calls the files of both shops by the same names', () => {
    const namesOf = (shop: string): readonly string[] =>
      files
        .filter((file) => file.startsWith(`platforms/${shop}/`))
        .map((file) => file.replaceAll(shop, '<shop>'));
    expect(namesOf('shopline').toSorted()).toEqual(namesOf('shoplazza').toSorted());
  });
});

/** Names that several folders export. Both shops export the same names, and each door is a `handler`. */
function namesExportedTwice(): readonly string[] {
  const folders = new Map<string, Set<string>>();
  for (const file of files.filter((one) => folderOf(one) !== 'main')) {
    // Both shops have the same files, but not each function in the same one.
    const [, before, after] = /^(.*\/)(?:shopline|shoplazza)(\/.*)?\/[^/]*$/.exec(file) ?? [];
    const where = before === undefined ? file : `${before}<shop>${after ?? ''}`;
    const names = codeOf(file).matchAll(
      /^export (?:async )?(?:class|const|function|interface|type) (\w+)/gm,
    );
    for (const [, name = ''] of names) {
      folders.set(name, (folders.get(name) ?? new Set<string>()).add(where));
    }
  }
  return [...folders].flatMap(([name, all]) =>
    all.size > 1 ? [`${name}: ${[...all].join(', ')}`] : [],
  );
}

describe('what is said once', () => {
  it('exports no name with two meanings', () => {
    expect(namesExportedTwice()).toEqual([]);
  });

  it.each(files.filter((file) => !file.startsWith('util/')))(
    '%s takes its object guard from util/is-record.ts',
    (file) => {
      expect(codeOf(file)).not.toMatch(/=== 'object' &&\s+\w+ !== null &&\s+!Array\.isArray/);
    },
  );
});

describe('imports', () => {
  it.each(files)('of %s lead to lower floors only', (file) => {
    const strays = importedFilesOf(file).filter(
      (path) => folderOf(path) !== folderOf(file) && floorOf(path) >= floorOf(file),
    );
    expect(strays).toEqual([]);
  });

  it('make no circle, types included', () => {
    expect(circlesAmong(new Map(files.map((file) => [file, importedFilesOf(file)])))).toEqual([]);
  });

  it('would show a circle', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(circlesAmong(imports)).toEqual(['b → c → b']);
  });

  it.each(files.filter((file) => CORE.has(folderOf(file))))(
    'of %s bring no package and no part of Node.js: the core does no I/O',
    (file) => {
      const packages = importsOf(file).filter(
        ({ path, typeOnly }) => !path.startsWith('.') && !typeOnly,
      );
      expect(packages).toEqual([]);
    },
  );

  it.each(files.filter((file) => folderOf(file) === 'event'))(
    'of %s bring only packages that are pure',
    (file) => {
      const packages = importsOf(file)
        .filter(({ path, typeOnly }) => !path.startsWith('.') && !typeOnly)
        .map(({ path }) => path);
      expect(packages.filter((path) => !EVENT_PACKAGES.test(path))).toEqual([]);
    },
  );

  it.each(files.filter((file) => !MAY_USE_THE_SDK.has(folderOf(file))))(
    'of %s leave the AWS SDK to src/aws',
    (file) => {
      const sdk = importsOf(file).filter(({ path }) => path.startsWith('@aws-sdk/'));
      expect(sdk).toEqual([]);
    },
  );
});

it.each(files.filter((file) => !MAY_READ_CLOCK_AND_DICE.has(folderOf(file))))(
  '%s takes environment, clock and dice as parameters',
  (file) => {
    const text = codeOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(text).not.toMatch(
      /process\.env|Date\.now\(\)|new Date\(\)|Math\.random\(\)|randomUUID\(\)/,
    );
  },
);
