import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Every file of `src`, without `src/`. */
export const ALL_FILES = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => relative('src', join(parentPath, name)));

/** Every folder of `src` that holds a file, itself or in a folder inside it; without `src/`. */
export const ALL_FOLDERS = [...new Set(ALL_FILES.flatMap(foldersAbove))];

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)];
}

export const codeOf = (file: string): string => readFileSync(join('src', file), 'utf8');

interface Import {
  readonly path: string;
  readonly typeOnly: boolean;
}

/** What a file imports, also by `import()`. */
export function importsOf(file: string): readonly Import[] {
  const found = codeOf(file).matchAll(
    /(?:import|export)\s+(type\s)?[^'";]*from\s+'([^']+)'|import\('([^']+)'\)/g,
  );
  return [...found].map(([, type, path, dynamic]) => ({
    path: path ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));
}

/** The files of `src` that a file imports. */
export const importedFilesOf = (file: string): readonly string[] =>
  importsOf(file)
    .filter(({ path }) => path.startsWith('.'))
    .map(({ path }) => relative('src', join('src', dirname(file), path)));
