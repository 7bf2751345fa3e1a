import { showName } from '../../event/issues.ts';
import { jsonText } from '../../util/harmless.ts';

/** One line of a body. */
export interface BodyLine {
  /** JSON Pointer into the event, or the number of the line. */
  readonly path: string;
  readonly indent: number;
  readonly text: string;
  readonly errors: readonly string[];
}

interface Place {
  readonly pointer: string;
  /** For display: keys that could be personal data are masked. */
  readonly path: string;
  readonly indent: number;
  readonly key: string;
  readonly comma: string;
}

/**
 * Renders a value as indented lines.
 *
 * @param errors by JSON Pointer. @param mask replaces every value; without it, values are shown.
 * @param readable JSON Pointers of values that are shown all the same.
 */
export function renderJson(
  value: unknown,
  errors: ReadonlyMap<string, readonly string[]>,
  mask?: string,
  readable: ReadonlySet<string> = new Set(),
): readonly BodyLine[] {
  const lines: BodyLine[] = [];
  const name = (key: string): string => (mask === undefined ? key : showName(key));
  const add = (text: string, { pointer, path, indent }: Place, withErrors = true): void => {
    lines.push({ path, indent, text, errors: withErrors ? (errors.get(pointer) ?? []) : [] });
  };
  const walk = (one: unknown, place: Place): void => {
    const { key, comma, indent } = place;
    const isList = Array.isArray(one);
    if (typeof one !== 'object' || one === null) {
      const isShown = mask === undefined || readable.has(place.pointer);
      add(`${key}${isShown ? jsonText(one) : masked(one, mask)}${comma}`, place);
      return;
    }
    const entries = Object.entries(one);
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    if (entries.length === 0) {
      add(`${key}${open}${close}${comma}`, place);
      return;
    }
    add(`${key}${open}`, place);
    entries.forEach(([entry, inner], at) => {
      walk(inner, {
        pointer: `${place.pointer}/${entry.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        path: `${place.path}/${isList ? entry : name(entry)}`,
        indent: indent + 1,
        key: isList ? '' : `${jsonText(name(entry))}: `,
        comma: at < entries.length - 1 ? ',' : '',
      });
    });
    add(`${close}${comma}`, place, false);
  };
  walk(value, { pointer: '', path: '', indent: 0, key: '', comma: '' });
  return lines;
}

const masked = (value: unknown, mask: string): string =>
  typeof value === 'string' ? `"${mask}"` : mask;
