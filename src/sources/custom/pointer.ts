import { memberOf } from '../../util/is-record.ts';

/** A JSON Pointer, taken apart. */
export interface Pointer {
  /** `#/…`: into the whole post, also where a post holds several people. */
  readonly isWhole: boolean;
  readonly tokens: readonly string[];
}

/**
 * Reads `/data/email`, or `#/data/email` for the whole post.
 *
 * @returns undefined where the text is no pointer.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function parsePointer(text: string): Pointer | undefined {
  const isWhole = text.startsWith('#');
  const path = isWhole ? text.slice(1) : text;
  if ((path !== '' && !path.startsWith('/')) || /~(?![01])/.test(path)) return undefined;
  const tokens = path.split('/').slice(1);
  return {
    isWhole,
    tokens: tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')),
  };
}

/** The pointer of a place, as a configuration writes it. */
export const pointerText = (tokens: readonly string[], isWhole = false): string =>
  `${isWhole ? '#' : ''}${tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;

/**
 * The value at a place; undefined where there is none. Inherited members and `__proto__` do not count.
 *
 * @param enter what a text on the way holds. @default nothing
 */
export function valueAt(
  root: unknown,
  tokens: readonly string[],
  enter: (text: string) => unknown = () => undefined,
): unknown {
  let node = root;
  for (const token of tokens) {
    if (node === undefined || token === '__proto__') return undefined;
    const inner = typeof node === 'string' ? enter(node) : node;
    // An array also has `length`, and a pointer into one is a number.
    if (Array.isArray(inner) && !/^(?:0|[1-9]\d{0,8})$/.test(token)) return undefined;
    node = memberOf(inner, token);
  }
  return node;
}

/** The first text at a pointer, for what is returned to a sender. */
export function textAt(root: unknown, pointer: string): string | undefined {
  const parsed = parsePointer(pointer);
  const value = parsed && valueAt(root, parsed.tokens);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
