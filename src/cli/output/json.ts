import { jsonText } from '../../util/harmless.ts';
import type { Terminal } from '../terminal.ts';

/** Members of a list in one piece of the output. */
const PIECE = 500;

/**
 * Prints a document as `jsonText` writes it, but its lists in pieces: as one text, 100,000 dead letters would need
 * hundreds of megabytes.
 *
 * @param document its lists are arrays, or functions that make the members while they are printed.
 */
export function printJson({ print }: Pick<Terminal, 'print'>, document: object): void {
  const fields = Object.entries(document).filter(([, value]) => value !== undefined);
  print('{');
  for (const [at, [name, value]] of fields.entries()) {
    const comma = at < fields.length - 1 ? ',' : '';
    const list = listOf(value);
    if (list === undefined) print(`  ${jsonText(name)}: ${indented(value, 2)}${comma}`);
    else printList(print, `  ${jsonText(name)}: [`, list, comma);
  }
  print('}');
}

function printList(
  print: Terminal['print'],
  opening: string,
  list: Iterable<unknown>,
  comma: string,
): void {
  let piece: string[] = [];
  let isOpen = false;
  const flush = (end: string): void => {
    if (!isOpen) print(opening);
    isOpen = true;
    print(`${piece.join(',\n')}${end}`);
    piece = [];
  };
  for (const member of list) {
    if (piece.length === PIECE) flush(',');
    piece.push(`    ${indented(member, 4)}`);
  }
  if (piece.length === 0) {
    print(`${opening}]${comma}`);
    return;
  }
  flush('');
  print(`  ]${comma}`);
}

/** Line breaks are between members only: inside texts they are escaped. */
const indented = (value: unknown, by: number): string =>
  jsonText(value ?? null).replaceAll('\n', `\n${' '.repeat(by)}`);

function listOf(value: unknown): Iterable<unknown> | undefined {
  if (typeof value === 'function') {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one kind of function that a document has
    return (value as () => Iterable<unknown>)();
  }
  return Array.isArray(value) ? value : undefined;
}

/** A list for `printJson` whose members are made while they are printed. */
export const madeOf = <T>(
  list: readonly T[],
  toJson: (one: T) => unknown,
): (() => Iterable<unknown>) =>
  function* members() {
    for (const one of list) yield toJson(one);
  };
