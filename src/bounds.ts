import type { Issue } from './event/errors.ts';

/** Levels of objects and lists; the deepest document that is meant has eight. */
const MAX_DEPTH = 40;
/** Values in one document; a long form has some thousands. */
const MAX_VALUES = 50_000;

/**
 * What makes a document too large to be checked rule by rule; `undefined` where nothing does.
 * Validation reports every broken rule, so a hostile list of a million entries would cost a million reports,
 * and what is nested too deeply could be checked but never be written as JSON again.
 */
export function findExcess(value: unknown): Issue | undefined {
  let level: unknown[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (depth > MAX_DEPTH) {
      return { path: '', rule: 'maxDepth', expected: `must have at most ${MAX_DEPTH} levels` };
    }
    if (count > MAX_VALUES) {
      return { path: '', rule: 'maxValues', expected: `must have at most ${MAX_VALUES} values` };
    }
    level = childrenOf(level);
  }
  return undefined;
}

/** In loops: every document is looked at up to four times, and a list for each of its values costs most of that. */
function childrenOf(level: readonly unknown[]): unknown[] {
  const children: unknown[] = [];
  for (const value of level) {
    if (typeof value !== 'object' || value === null) continue;
    for (const child of Object.values(value)) children.push(child);
  }
  return children;
}
