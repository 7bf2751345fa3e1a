import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findDuplicates } from '../../../src/cli/duplicates/find-duplicates.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let local: Embedded;
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());
beforeEach(() => {
  local.shopline.reset();
  local.shoplazza.reset();
});

async function run(...args: readonly string[]) {
  const { terminal, out, err } = aTerminal({ env: local.env });
  const code = await runCli(['duplicates', ...args], terminal);
  return { code, out: out(), err: err() };
}
const ADA = { email: 'ada@example.com' };
const PHONE = { mobile_phone: '0912345678', mobile_phone_country_calling_code: '886' };
const CONTACT_PHONE = { phone: '912345678', phones: ['912345678'], phone_country_code: '886' };

describe('duplicates', () => {
  it('lists the ids that share a contact, in any spelling, and no contact', async () => {
    const { shopline } = local;
    const mail = [shopline.seed(ADA).id, shopline.seed({ email: 'ADA@example.com' }).id].toSorted();
    const phone = [shopline.seed(PHONE).id, shopline.seed(CONTACT_PHONE).id].toSorted();
    shopline.seed({ email: 'alone@example.com' });
    const { code, out } = await run('tw-main');
    expect(code).toBe(1);
    expect(out).toContain(`e-mail         ${mail.join(' ')}`);
    expect(out).toContain(`contact phone  ${phone.join(' ')}`);
    expect(out).toContain(
      '5 customers of tw-main read: 2 sets of customers with a shared contact.',
    );
    expect(out).not.toMatch(/example\.com|912345678/);
    expect(shopline.calls().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('names everything that the same customers share, once', async () => {
    const both = { ...ADA, ...PHONE };
    const ids = [local.shopline.seed(both).id, local.shopline.seed(both).id].toSorted();
    const { code, out } = await run('tw-main', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      store: 'tw-main',
      customers: 2,
      duplicates: [{ ids, shared: ['e-mail', 'phone'] }],
      complete: true,
    });
  });

  it('shows whole ids only, and counts the others', async () => {
    const ids = Array.from({ length: 90 }, () => local.shopline.seed(CONTACT_PHONE).id).toSorted();
    const { out } = await run('tw-main');
    expect(out).toContain(
      `contact phone  ${ids.slice(0, 20).join(' ')} … and 70 more; --json has all`,
    );
    expect(JSON.parse((await run('tw-main', '--json')).out)).toMatchObject({
      duplicates: [{ ids }],
    });
  });

  it('is not complete where the shop shows one page again and again', async () => {
    async function* pages() {
      for (let next = 1; ; next += 1)
        yield { customers: [{ id: 'a', contacts: [] }], next: String(next) };
    }
    const hooks = { stopped: () => false, advance: () => undefined };
    expect(await findDuplicates('tw-main', pages(), hooks)).toMatchObject({
      customers: 1,
      complete: false,
    });
  });

  it('reads Shoplazza too, and says when no two share a contact', async () => {
    local.shoplazza.seed(ADA);
    local.shoplazza.seed({ email: 'alone@example.com' });
    expect(await run('us-main')).toMatchObject({
      code: 0,
      out: '2 customers of us-main read: no two share an e-mail or a phone.',
    });
  });

  it('says why a shop cannot be read', async () => {
    local.shopline.set({ faults: () => ({ kind: 'answer', status: 401 }) });
    const { code, err } = await run('tw-main');
    expect(code).toBe(2);
    expect(err).toContain('The customers of tw-main cannot be read: GET /customers answered 401');
    expect(await run('nowhere')).toMatchObject({ code: 2 });
  });

  it('tells its progress, and stops after the page that it reads', async () => {
    const page = (at: number) => ({
      customers: [{ id: `c-${at}`, contacts: [{ kind: 'email' as const, value: 'a@b.example' }] }],
      next: String(at),
      ...(at === 0 && { total: 9 }),
    });
    async function* pages() {
      for (let at = 0; at < 9; at++) yield page(at);
    }
    const seen: unknown[] = [];
    const report = await findDuplicates('tw', pages(), {
      stopped: () => seen.length === 3,
      advance: (done, total) => void seen.push([done, total]),
    });
    expect(seen).toEqual([
      [1, 9],
      [2, 9],
      [3, 9],
    ]);
    expect(report).toEqual({
      store: 'tw',
      customers: 3,
      duplicates: [{ ids: ['c-0', 'c-1', 'c-2'], shared: ['e-mail'] }],
      complete: false,
    });
  });
});
