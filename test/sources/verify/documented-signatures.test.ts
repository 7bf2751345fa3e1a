import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../src/cli/stores/read-configuration.ts';
import schema from '../../../schemas/store-signature.schema.json' with { type: 'json' };

const page = readFileSync('docs/sources/custom-signatures.md', 'utf8');
const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const recipes = blocks.filter((text) => text.startsWith('{'));

const mistakesOf = (sources: object): readonly string[] =>
  readConfiguration(
    'tw-main',
    JSON.stringify({
      platform: 'shoplazza',
      baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
      accessToken: 'an-invented-token',
      sources,
    }),
  ).mistakes;

describe('the page about signatures', () => {
  it.each(recipes)('shows a signature that a store takes: %s', (text) => {
    const signature = JSON.parse(text) as object;
    const delivery = { fields: { email: '/email' } };
    expect(mistakesOf({ form: { tool: 'custom', signature, delivery } })).toEqual([]);
  });

  it('shows a source that a store takes', () => {
    const source = blocks.find((text) => text.startsWith('"sources"')) ?? '';
    const { sources } = JSON.parse(`{${source}}`) as { sources: object };
    expect(mistakesOf(sources)).toEqual([]);
    expect(recipes.length).toBeGreaterThan(10);
  });

  it('has a row for every option, with an example', () => {
    const rows = [...page.matchAll(/^\| `([a-z.]+)` \| [^|]+ \| `([^`]+)` \|$/gm)];
    const { key, time, ...others } = schema.properties;
    const names = [
      ...Object.keys(others),
      ...Object.keys(key.properties).map((name) => `key.${name}`),
      'time',
      'time.unit',
      'time.window',
    ];
    expect(time.required).toEqual(['unit']);
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(names));
    for (const [, , example = ''] of rows) expect(() => JSON.parse(`{${example}}`)).not.toThrow();
  });

  it.each(['kind', 'algorithm', 'encoding'] as const)('names every value of `%s`', (name) => {
    for (const value of schema.properties[name].enum) expect(page).toContain(`\`${value}\``);
  });
});
