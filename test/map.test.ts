import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FLOORS, INNER_FOLDERS } from './support/floors.ts';
import { ALL_FOLDERS, codeOf, importedFilesOf } from './support/source-files.ts';

const page = readFileSync('ARCHITECTURE.md', 'utf8');

/** The text below a heading, up to the next one. */
function sectionOf(title: string): string {
  const [, rest] = page.split(`\n## ${title}\n`);
  if (rest === undefined) throw new Error(`ARCHITECTURE.md has no section ${title}`);
  return rest.split('\n## ')[0] ?? '';
}

interface TreeFolder {
  readonly floor: number;
  readonly name: string;
  /** Every folder inside it, such as `sandbox` and `sandbox/shopline`. */
  readonly inside: readonly string[];
}

/** Reads `9 main/ text`, the folders in the text as `folder/`, and the folders in them as `folder/ (inner/ inner/)`. */
const tree: readonly TreeFolder[] = sectionOf('The tree of `src`')
  .replaceAll(/\n {2,}/g, ' ')
  .split('\n')
  .flatMap((line) => {
    const [, floor, name = '', text = ''] = /^(\d) ([a-z-]+)\/ +(.+)$/.exec(line) ?? [];
    const inside = [...text.matchAll(/([a-z-]+)\/(?: \(([^)]+)\))?/g)].flatMap(
      ([, folder = '', inner = '']) =>
        [folder].concat([...inner.matchAll(/([a-z-]+)\//g)].map(([, one]) => `${folder}/${one}`)),
    );
    return floor === undefined ? [] : [{ floor: Number(floor), name, inside }];
  });

const foldersIn = (name: string, inside: readonly string[]): readonly string[] =>
  inside.map((folder) => `${name}/${folder}`);

describe('the tree', () => {
  it('shows every folder of src, and no other', () => {
    const shown = tree.flatMap(({ name, inside }) => [name, ...foldersIn(name, inside)]);
    expect(shown.toSorted()).toEqual(ALL_FOLDERS.toSorted());
  });

  it('gives every folder the floor that test/architecture.test.ts enforces', () => {
    const enforced = FLOORS.flatMap((floor, at) => floor.map((name) => `${at} ${name}`));
    expect(tree.map(({ floor, name }) => `${floor} ${name}`).toSorted()).toEqual(
      enforced.toSorted(),
    );
  });

  it('shows the inner folders that test/architecture.test.ts allows', () => {
    const shown = tree.flatMap(({ name, inside }) => foldersIn(name, inside));
    expect(shown.toSorted()).toEqual(INNER_FOLDERS.toSorted());
  });
});

/** Every file of `src` that a door loads or takes a type from. */
function reachedFrom(doors: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...doors];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file) || !file.endsWith('.ts')) continue;
    reached.add(file);
    waiting.push(...importedFilesOf(file).filter((path) => !path.startsWith('generated')));
  }
  return reached;
}

const isPath = (text: string): boolean => /^[\w<>.*/-]+\.[a-z]+$/.test(text) && text.includes('/');
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\s]+)`/g)].flatMap(([, path = '']) => (isPath(path) ? [path] : []));
/** `<tool>` stands for any name. */
const filesLike = (path: string): readonly string[] => globSync(path.replaceAll(/<[^>]+>/g, '*'));

describe.each([
  { way: 'The way of a signup', doors: ['main/consume.ts'] },
  { way: 'The way of a webhook', doors: ['main/receive.ts'] },
  {
    way: 'The way of a dead letter',
    doors: ['main/consume.ts', 'main/archive.ts', 'main/cli.ts', 'main/replay.ts'],
  },
])('$way', ({ way, doors }) => {
  it('has ten steps', () => {
    const steps = [...sectionOf(way).matchAll(/^(\d+)\. /gm)].map(([, step]) => Number(step));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('names only files that its doors reach', () => {
    const reached = reachedFrom(doors);
    const named = pathsIn(sectionOf(way));
    const missing = named.filter((path) => {
      const files = filesLike(`src/${path}`);
      return files.length === 0 || !files.every((file) => reached.has(file.slice('src/'.length)));
    });
    expect(named.length).toBeGreaterThanOrEqual(10);
    expect(missing).toEqual([]);
  });
});

describe('the words', () => {
  const rows = [...sectionOf('Words').matchAll(/^\| (.+?) \| .+ \| `([^`]+)` \|$/gm)].map(
    ([, words = '', file = '']) => ({ words, file }),
  );
  const squeezed = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');

  it('are about 25', () => {
    expect(rows.length).toBeGreaterThanOrEqual(22);
    expect(rows.length).toBeLessThanOrEqual(30);
  });

  it.each(rows)('$words: used in $file', ({ words, file }) => {
    const code = squeezed(file + codeOf(file));
    const unused = words.split(', ').filter((word) => !code.includes(squeezed(word)));
    expect(unused).toEqual([]);
  });
});

describe('the rest of the page', () => {
  it('names only files that exist', () => {
    const named = ['Where to add what', 'The tree of `src`'].flatMap((title) =>
      pathsIn(sectionOf(title)),
    );
    expect(named.filter((path) => filesLike(path).length === 0)).toEqual([]);
  });

  it('links only to sections that CONTRIBUTING.md has', () => {
    const headings = new Set(
      [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      ),
    );
    const links = [...page.matchAll(/\(CONTRIBUTING\.md#([^)]+)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !headings.has(link ?? ''))).toEqual([]);
  });

  it('runs a test that exists', () => {
    const [, file = '', name = ''] = /vitest run (\S+) -t "([^"]+)"/.exec(page) ?? [];
    expect(readFileSync(file, 'utf8')).toContain(`'${name}`);
  });

  it('fits on a screen and a half', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(131);
  });
});
