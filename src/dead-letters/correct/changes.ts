import { isRecord, memberOf } from '../../util/is-record.ts';
import { findExcess } from '../../event/validate.ts';
import { CorrectionError, type FieldContext, readValue, refuseWrongValue } from './values.ts';

/** The changes of one correction, as an operator writes them. They apply in this order. */
export interface Changes {
  /** A JSON Merge Patch for `data`. */
  readonly patch?: Patch;
  /** Paths into `data`: `customer.addresses.0`. */
  readonly remove?: readonly string[];
  /** A path and a value: `customer.phone=+886912345678`. */
  readonly set?: readonly string[];
}

interface Patch {
  /** Its name in messages: the file. */
  readonly name: string;
  readonly value: unknown;
}

/**
 * Changes the data of an event. Pure.
 *
 * @throws CorrectionError a path or a value is wrong, or nothing would change; names the place, and never a value.
 */
export function changeData(data: unknown, changes: Changes, context: FieldContext): unknown {
  const { patch, remove = [], set = [] } = changes;
  let changed = patch === undefined ? data : applyPatch(data, patch, context);
  for (const text of remove) changed = removeAt(changed, pathOf(text), `--remove ${text}`);
  for (const text of set) {
    const at = text.indexOf('=');
    if (at < 1) throw new CorrectionError(`--set needs <path>=<value>, such as customer.name=Ada.`);
    const name = text.slice(0, at);
    const path = pathOf(name);
    const value = readValue({ label: `--set ${name}`, path }, text.slice(at + 1), context);
    changed = setAt(changed, path, value, `--set ${name}`);
  }
  return changed;
}

/** More names than any signup has levels. */
const MAX_DEPTH = 20;

/** `data.` in front is accepted, because the event is shown with it. */
function pathOf(text: string): readonly string[] {
  const path = text.replace(/^data\./, '').split('.');
  if (path.includes('') || path.length > MAX_DEPTH) {
    throw new CorrectionError(
      `${text === '' ? 'A path' : text} is not a path. Names have dots between them: customer.addresses.0.city.`,
    );
  }
  return path;
}

/** @see https://www.rfc-editor.org/rfc/rfc7396 */
function applyPatch(data: unknown, { name, value }: Patch, context: FieldContext): unknown {
  if (!isRecord(value)) {
    throw new CorrectionError(`${name} must hold an object: the fields of data to change.`);
  }
  const excess = findExcess(value);
  if (excess) throw new CorrectionError(`${name} ${excess.expected}.`);
  for (const { path, value: leaf } of leavesOf(value)) {
    if (leaf !== null)
      refuseWrongValue({ label: `${name}: ${path.join('.')}`, path }, leaf, context);
  }
  return mergePatch(data, value);
}

/** @param patch of at most 40 levels. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(Object.entries(isRecord(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The values of a document of at most 40 levels. A list is one value, because a merge patch replaces it as a whole. */
function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (!isRecord(value) || (path.length > 0 && Object.keys(value).length === 0)) {
    return [{ path, value }];
  }
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

/** A copy with another value at the path. Missing objects and lists on the way are added. */
function setAt(
  root: unknown,
  [name, ...rest]: readonly string[],
  value: unknown,
  label: string,
): unknown {
  if (name === undefined) return value;
  const isIndex = /^\d{1,4}$/.test(name);
  const node = root ?? (isIndex ? [] : {});
  if (Array.isArray(node)) {
    const items: readonly unknown[] = node;
    const at = isIndex ? Number(name) : Number.NaN;
    if (!(at <= items.length)) {
      throw new CorrectionError(
        `${label}: the list has ${items.length} entries, so ${name} is no place in it. The next one is ${items.length}.`,
      );
    }
    return items.toSpliced(at, 1, setAt(items[at], rest, value, label));
  }
  if (!isRecord(node)) {
    throw new CorrectionError(`${label}: there is a value in front of ${name}, not an object.`);
  }
  const inner = setAt(memberOf(node, name), rest, value, label);
  // Unlike an assignment, this keeps a member that is named `__proto__`, so that the schema refuses it.
  return Object.fromEntries(new Map(Object.entries(node)).set(name, inner));
}

/** A copy without the value at the path. */
function removeAt(root: unknown, [name = '', ...rest]: readonly string[], label: string): unknown {
  const inner = memberOf(root, name);
  if (inner === undefined || (Array.isArray(root) && !/^\d+$/.test(name))) {
    throw new CorrectionError(`${label}: the event has no such field.`);
  }
  const changed = rest.length === 0 ? undefined : removeAt(inner, rest, label);
  if (Array.isArray(root)) {
    const items: readonly unknown[] = root;
    return rest.length === 0 ? items.toSpliced(Number(name), 1) : items.with(Number(name), changed);
  }
  const others = new Map(Object.entries(isRecord(root) ? root : {}));
  if (rest.length === 0) others.delete(name);
  else others.set(name, changed);
  return Object.fromEntries(others);
}

/** One value that a correction changes. */
export interface ChangedValue {
  /** Path into `data`: `customer.phone`. */
  readonly path: string;
  /** Absent if the field is new. */
  readonly before?: unknown;
  /** Absent if the field is removed. */
  readonly after?: unknown;
}

/** Every value that differs, in the order of the data. */
export function changesBetween(before: unknown, after: unknown): readonly ChangedValue[] {
  const old = valuesOf(before);
  const now = valuesOf(after);
  const paths = new Set([...old.keys(), ...now.keys()]);
  return [...paths].flatMap((path): readonly ChangedValue[] => {
    const [was, is] = [old.get(path), now.get(path)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [
      { path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) },
    ];
  });
}

/** Every value by its path, those of lists too. A document of at most 40 levels. */
function valuesOf(root: unknown): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    if (entries.length === 0 && value !== undefined) values.set(path, value);
    for (const [name, inner] of entries) walk(inner, path === '' ? name : `${path}.${name}`);
  };
  walk(root, '');
  return values;
}
