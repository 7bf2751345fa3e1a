import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usage-error.ts';

const EVENTS = fileURLToPath(new URL('../../../events/', import.meta.url));

const nameOf = (path: string): string => path.replaceAll('\\', '/').replace(/\.\w+$/, '');

/** The samples of `events/` by their names, such as `shopline/create`. */
function samples(): ReadonlyMap<string, string> {
  const files = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /[/\\].*\.(?:json|txt)$/.test(file),
  );
  return new Map(files.toSorted().map((file) => [nameOf(file), `${EVENTS}${file}`]));
}

export const sampleNames = (): readonly string[] => [...samples().keys()];

/**
 * The file of a sample. Its folder may be left out where only one sample has the name: `typeform`.
 *
 * @throws UsageError no sample, or several samples have this name.
 */
export function sampleFile(asked: string): string {
  const name = nameOf(asked).replace(/^(?:\.\/)?events\//, '');
  const all = samples();
  const names = all.has(name) ? [name] : [...all.keys()].filter((one) => one.endsWith(`/${name}`));
  if (names.length > 1)
    throw new UsageError(`Several samples have this name: ${names.join(', ')}.`);
  const file = all.get(names[0] ?? '');
  if (file !== undefined) return file;
  throw new UsageError(
    `There is no sample ${JSON.stringify(name.slice(0, 60))}. Without a name, trigger lists them all.`,
  );
}
