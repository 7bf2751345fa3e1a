import { describe, expect, it } from 'vitest';
import {
  changeData,
  type Changes,
  changesBetween,
} from '../../../src/dead-letters/correct/changes.ts';
import { CorrectionError } from '../../../src/dead-letters/correct/values.ts';

const DATA = {
  store: 'tw-main',
  customer: {
    phone: '0912',
    name: 'Ada',
    tags: ['fair', 'vip'],
    addresses: [{ city: 'Taipei', countryCode: 'TW' }],
  },
  shopline: { memo: 'x' },
};
const context = { country: 'TW', now: Date.parse('2026-11-22T09:00:00Z') };
const change = (changes: Changes, data: unknown = DATA) => changeData(data, changes, context);
const set = (...texts: readonly string[]) => change({ set: texts });
const patch = (value: unknown) => change({ patch: { name: 'patch.json', value } });

describe('--set', () => {
  it.each([
    ['customer.phone=+886912345678', ['customer', 'phone'], '+886912345678'],
    ['data.customer.phone=0912345678', ['customer', 'phone'], '0912345678'],
    ['customer.email=a=b@example.com', ['customer', 'email'], 'a=b@example.com'],
    ['customer.externalId=0042', ['customer', 'externalId'], '0042'],
    ['customer.name=true', ['customer', 'name'], 'true'],
    ['customer.name=null', ['customer', 'name'], null],
    ['customer.tags=["a","b"]', ['customer', 'tags'], ['a', 'b']],
    ['customer.tags.2=new', ['customer', 'tags', '2'], 'new'],
    ['customer.addresses.0.city=Tainan', ['customer', 'addresses', '0', 'city'], 'Tainan'],
    ['customer.addresses.1.city=Tainan', ['customer', 'addresses', '1', 'city'], 'Tainan'],
    ['customer.addresses.0.default=true', ['customer', 'addresses', '0', 'default'], true],
    ['consent.email.state=denied', ['consent', 'email', 'state'], 'denied'],
    ['options.sendWelcome=false', ['options', 'sendWelcome'], false],
    ['shopline.is_member=true', ['shopline', 'is_member'], true],
    ['shopline.membership_tier_id="5"', ['shopline', 'membership_tier_id'], '5'],
    ['shopline.memo=Hello there', ['shopline', 'memo'], 'Hello there'],
    ['store=us-main', ['store'], 'us-main'],
  ])('%s', (text, path, value) => {
    const data = set(text);
    expect(path.reduce((node: unknown, name) => Reflect.get(Object(node), name), data)).toEqual(
      value,
    );
    expect(DATA.customer.phone).toBe('0912');
  });

  it.each([
    ['customer.phone=12', 'customer.phone: must'],
    ['customer.phone=+88691', 'must be a possible phone number'],
    ['customer.fone=1', 'customer.fone: a signup has no such field'],
    ['fone=1', 'fone: a signup has no such field'],
    ['customer.phone.area=02', 'a signup has no such field'],
    ['customer.tags.first=x', 'a signup has no such field'],
    ['customer.__proto__.x=1', 'a signup has no such field'],
    ['__proto__.x=1', 'a signup has no such field'],
    ['constructor.x=1', 'a signup has no such field'],
    ['customer.email=nobody', 'customer.email: must be an e-mail address (format)'],
    ['customer.birthday=2031-01-01', 'customer.birthday: must not be in the future'],
    ['customer.birthday=yesterday', 'customer.birthday: must be a day'],
    ['consent.email.state=maybe', 'must be granted or denied'],
    ['options.sendWelcome=yes', 'must be true or false'],
    ['customer.addresses=[{"town":"x"}]', '/0: `town` is not a known field'],
    ['customer.addresses.3.city=x', 'the list has 1 entries'],
    ['shopline.Memo=x', 'a signup has no such field'],
    ['customer.phone', '--set needs <path>=<value>'],
    ['=1', '--set needs <path>=<value>'],
    ['customer..phone=1', 'customer..phone is not a path'],
    [`${'a.'.repeat(10_000)}a=1`, 'is not a path'],
  ])('refuses %s', (text, message) => {
    expect(() => set(text)).toThrow(CorrectionError);
    expect(() => set(text)).toThrow(message);
  });

  it('names no value', () => {
    expect(() => set('customer.email=ada-at-example')).not.toThrow('ada-at-example');
  });

  it('does not care about the other mistakes of the letter', () => {
    const broken = { store: '?', customer: { email: 'no', fone: '1' } };
    expect(change({ set: ['customer.email=ada@example.com'] }, broken)).toEqual({
      store: '?',
      customer: { email: 'ada@example.com', fone: '1' },
    });
    expect(change({ set: ['customer.name=Ada'] }, null)).toEqual({
      customer: { name: 'Ada' },
    });
  });
});

describe('--remove', () => {
  it.each([
    ['customer.phone', { ...DATA.customer, phone: undefined }],
    ['customer.tags.0', { ...DATA.customer, tags: ['vip'] }],
    ['customer.addresses.0.city', { ...DATA.customer, addresses: [{ countryCode: 'TW' }] }],
  ])('%s', (path, customer) => {
    expect(change({ remove: [path] })).toEqual({ ...DATA, customer });
  });

  it.each([
    'customer.fone',
    'customer.tags.7',
    'customer.tags.length',
    'customer.phone.0',
    'toString',
  ])('refuses %s, which is not there', (path) => {
    expect(() => change({ remove: [path] })).toThrow(
      `--remove ${path}: the event has no such field.`,
    );
  });
});

describe('--patch', () => {
  // The examples of RFC 7396, as far as a signup has such fields.
  it('merges objects, replaces lists and removes what is null', () => {
    const value = {
      customer: { phone: '+886912345678', name: null, tags: ['new'] },
      shopline: null,
    };
    expect(patch(value)).toEqual({
      store: 'tw-main',
      customer: { ...DATA.customer, phone: '+886912345678', name: undefined, tags: ['new'] },
    });
  });

  it.each([
    [[1], 'patch.json must hold an object'],
    ['text', 'patch.json must hold an object'],
    [{ customer: { fone: '1' } }, 'patch.json: customer.fone: a signup has no such field'],
    [{ customer: { email: 'x' } }, 'patch.json: customer.email: must be an e-mail address'],
    [{ customer: { addresses: [{ town: 'x' }] } }, 'patch.json: customer.addresses: /0'],
    [JSON.parse('{"__proto__":{"x":1}}'), 'a signup has no such field'],
  ])('refuses %j', (value, message) => {
    expect(() => patch(value)).toThrow(message);
  });
});

it('refuses a patch that is too deep', () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
  expect(() => patch(deep)).toThrow('patch.json must have at most 40 levels');
});

it('applies the patch first, then --remove, then --set', () => {
  const value = { customer: { name: 'Patched', note: 'patched' } };
  const changed = change({
    patch: { name: 'p', value },
    remove: ['customer.note'],
    set: ['customer.name=Set'],
  });
  expect(changed).toMatchObject({ customer: { name: 'Set' } });
  expect(changed).not.toMatchObject({ customer: { note: 'patched' } });
});

it('lists every value that differs', () => {
  const after = change({
    set: ['customer.tags.1=new', 'customer.note=n'],
    remove: ['customer.phone'],
  });
  expect(changesBetween(DATA, after)).toEqual([
    { path: 'customer.phone', before: '0912' },
    { path: 'customer.tags.1', before: 'vip', after: 'new' },
    { path: 'customer.note', after: 'n' },
  ]);
});
