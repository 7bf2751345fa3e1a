import type { StoreSource } from '../../generated/types.ts';
import { entriesOf, isRecord, memberOf } from '../../util/is-record.ts';

/** Headers with credentials or signatures: no stored delivery keeps one, whatever the configuration says. */
const SECRET =
  /auth|cookie|signature|hmac|digest|secret|token|passw|credential|session|jwt|api-?key|-sig$/;

/** Whether a delivery may never be stored with this header. */
export const isSecretHeader = (name: string): boolean => SECRET.test(name.toLowerCase());

/** How deep a reference lies: `fields` → path → list → reference → `field` → list → reference. */
const MOST_LEVELS = 8;

/**
 * The headers that a custom source reads or keeps, in lower case. Total for any configuration, because `receive` does not
 * check `delivery`.
 */
export function headersOf({ delivery = {} }: Pick<StoreSource, 'delivery'>): ReadonlySet<string> {
  const { keepHeaders, id, time, when, fields, fetch } = delivery;
  const kept: readonly unknown[] = Array.isArray(keepHeaders) ? keepHeaders : [];
  const pieces = memberOf(fetch, 'pieces');
  const read = [id, time, memberOf(when, 'at'), fields, pieces].flatMap((part) => headersIn(part));
  const names = [...kept, ...read];
  return new Set(
    names
      .filter((name) => typeof name === 'string')
      .map((name) => name.toLowerCase())
      .filter((name) => !isSecretHeader(name)),
  );
}

/** Every `{ "header": … }` in a part of the configuration. */
export function headersIn(part: unknown, level = 0): readonly unknown[] {
  if (level > MOST_LEVELS) return [];
  const own = isRecord(part) && typeof part['header'] === 'string' ? [part['header']] : [];
  // The members of `where` are names of the tool.
  const inner = entriesOf(part).filter(([name]) => name !== 'where');
  return [...own, ...inner.flatMap(([, value]) => headersIn(value, level + 1))];
}
