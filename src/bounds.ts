import type { Issue } from './errors.ts';

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
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

const childrenOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];
