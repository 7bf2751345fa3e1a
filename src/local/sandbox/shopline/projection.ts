import { type JsonObject, listOf, type Query } from '../json.ts';

/** Leaves only the keys of `fields[]` in an answer, and none of `excludes[]`. */
export function project(answer: JsonObject, query: Query): JsonObject {
  const fields = listOf(query['fields[]']);
  const excludes = listOf(query['excludes[]']);
  if (fields.length === 0 && excludes.length === 0) return answer;
  return Object.fromEntries(
    Object.entries(answer).filter(
      ([key]) => (fields.length === 0 || fields.includes(key)) && !excludes.includes(key),
    ),
  );
}
