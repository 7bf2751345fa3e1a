import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

/** `id`, `event_id`, `contact[id]`, `webhookEventId`, `submissionID`, `token`; and `type`, which becomes part of ids. */
const ID = /^(?:id|ref|key|token|type|event)$|[_[](?:id|code|type)\]?$|(?:Id|ID|Type)$/;

/** Codes of a country or region. */
const NO_ID = new Set(['country_code', 'province_code', 'postal_code']);

/** The properties of a schema that can hold an id, by their place. */
function idsIn(schema: unknown, place: string): readonly (readonly [string, Json])[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, Json]) => {
    if (key === 'examples' || key === 'if') return [];
    const at = `${place}/${key}`;
    const isId = place.endsWith('/properties') && ID.test(key) && !NO_ID.has(key);
    const isText = isId && [value['type']].flat().includes('string');
    return [...(isText ? [[at, value] as const] : []), ...idsIn(value, at)];
  });
}

it.each(readdirSync('schemas/sources'))('every id in %s has a maximum', (file) => {
  const ids = idsIn(JSON.parse(readFileSync(`schemas/sources/${file}`, 'utf8')), '');
  const open = ids.filter(([, { maxLength, enum: words, const: word }]) => {
    return maxLength === undefined && words === undefined && word === undefined;
  });
  expect(open.map(([at]) => at)).toEqual([]);
  if (file !== 'html-form.schema.json') expect(ids).not.toEqual([]);
});
