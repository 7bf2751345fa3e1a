import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

/** `id`, `event_id`, `contact[id]`, `webhookEventId`, `submissionID`, `token`; and `type`, which becomes part of ids. */
const ID = /^(?:id|ref|key|token|type|event)$|[_[](?:id|code|type)\]?$|(?:Id|ID|Type)$/;

/** Codes of a country or region. */
const NO_ID = new Set(['country_code', 'province_code', 'postal_code']);

/** The properties of a schema that can hold an id, by their place. */
function idsIn(schema: unknown, place: string): readonly (readonly [string, Json])[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const members = Object.entries(schema) as [string, Json][];
  const own = members.filter(
    ([key, { type }]) =>
      place.endsWith('/properties') &&
      ID.test(key) &&
      !NO_ID.has(key) &&
      [type].flat().includes('string'),
  );
  const inner = members.filter(([key]) => key !== 'examples' && key !== 'if');
  return [
    own.map(([key, value]): readonly [string, Json] => [`${place}/${key}`, value]),
    inner.flatMap(([key, value]) => idsIn(value, `${place}/${key}`)),
  ].flat();
}

const idsOf = (file: string): readonly (readonly [string, Json])[] =>
  idsIn(JSON.parse(readFileSync(`schemas/sources/${file}`, 'utf8')), '');

/** Fields by the names of the form, and answers that are fetched: there is no id among them. SurveyCake's have other names. */
const WITHOUT_IDS = new Set([
  'html-form.schema.json',
  'hubspot-contact.schema.json',
  'meta-lead.schema.json',
  'surveycake.schema.json',
]);

describe.each(readdirSync('schemas/sources').filter((file) => !WITHOUT_IDS.has(file)))(
  '%s',
  (file) => {
    it('has a maximum for every id', () => {
      const open = idsOf(file).filter(([, rules]) =>
        ['maxLength', 'enum', 'const'].every((rule) => rules[rule] === undefined),
      );
      expect(idsOf(file)).not.toEqual([]);
      expect(open.map(([at]) => at)).toEqual([]);
    });
  },
);
