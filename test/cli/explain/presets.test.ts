import { describe, expect, it } from 'vitest';
import { presets } from '../../../src/sources/custom/presets.ts';
import { explained, fileOf, run, SHOPLINE } from './explain-file.ts';

const storeWith = (own: object): object => ({
  ...SHOPLINE,
  sources: {
    join: { tool: 'custom', preset: 'webflow@1', secrets: ['an-invented-secret-01'], ...own },
  },
});
const BODY = {
  triggerType: 'form_submission',
  payload: {
    id: 'e-1',
    submittedAt: '2026-09-15T03:20:00Z',
    data: { Email: 'ada@example.com', News: 'Yes, please', City: 'Taipei' },
  },
};
const headers = { 'content-type': 'application/json' };
const LISTS = { fields: { 'consent.email': { field: '/payload/data/News', granted: ['Yes'] } } };

describe('explain of a source with a preset', () => {
  it('says what the preset decided, and which rule gave each field', async () => {
    const { code, signups } = await explained({ headers, body: BODY }, 'join', storeWith({}));
    expect(code).toBe(0);
    expect(signups).toMatchObject([
      {
        trust: { trust: 'anonymous', by: 'the preset webflow@1' },
        fields: [
          { field: 'customer.email', from: { place: '/payload/data/Email' }, rule: 'common name' },
        ],
        reading: { nothing: [] },
      },
    ]);
  });

  it('says that the source decided, where it does', async () => {
    const store = storeWith({ trust: 'verified' });
    const { signups } = await explained({ headers, body: BODY }, 'join', store);
    expect(signups).toMatchObject([{ trust: { trust: 'verified', by: '`trust` of the source' } }]);
  });

  it('prints the line that settles an answer, with the lists of the source', async () => {
    const { signups } = await explained(
      { headers, body: BODY },
      'join',
      storeWith({ delivery: LISTS }),
    );
    expect(signups).toMatchObject([
      { unclear: [{ configuration: { yes: expect.stringContaining('"Yes", "Yes, please"') } }] },
    ]);
  });

  it('takes the fields of a preset that find nothing for no mistake, and those of the source for one', async () => {
    const shop = storeWith({ preset: 'woocommerce@1', delivery: { fields: { note: '/remark' } } });
    const body = { email: 'ada@example.com', date_modified_gmt: '2026-09-15T03:20:00' };
    const posted = { headers: { 'x-wc-webhook-topic': 'customer.created' }, body };
    const { signups } = await explained(posted, 'join', shop);
    expect(signups[0]?.reading?.nothing.map(({ place }) => place)).toEqual([
      '/delivery/fields/note',
    ]);
  });

  it('is what `store check --delivery` tries', async () => {
    const [file, config] = [fileOf({ headers, body: BODY }), fileOf(storeWith({}))];
    const options = ['--source', 'join', '--delivery', file, '--config', config];
    const { code, out } = await run('store', 'check', 'tw-main', ...options);
    expect(code).toBe(0);
    expect(out).toContain('Trust: anonymous (the preset webflow@1).');
    expect(out).toContain('tw-main: every setting fits this delivery.');
  });
});

describe('signup-relay presets', () => {
  it('lists every preset with its version', async () => {
    const { code, out } = await run('presets');
    expect(code).toBe(0);
    for (const { name, version, title } of presets())
      expect(out).toMatch(
        new RegExp(`^${name}@${version} +${title.replaceAll(/[()]/g, '.')} `, 'm'),
      );
    const { out: json } = await run('presets', '--json');
    expect(JSON.parse(json)).toEqual({ presets: presets() });
  });

  it.each(['webflow', 'webflow@1'])('prints what %s says, ready for a source', async (name) => {
    const { out } = await run('presets', name);
    expect(JSON.parse(out)).toEqual(presets().find((one) => one.name === 'webflow'));
  });

  it.each(['webflow@9', 'nope', '__proto__'])(
    'knows no %s, and names those that it knows',
    async (name) => {
      const { code, out, err } = await run('presets', name);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(`Unknown preset: ${name}. Known presets: clover@1, `);
    },
  );
});
