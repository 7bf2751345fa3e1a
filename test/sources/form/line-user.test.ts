import { describe, expect, it } from 'vitest';
import type { DeliveryLine, StoreLine } from '../../../src/generated/types.ts';
import type { FoundSignup } from '../../../src/sources/source.ts';
import { htmlForm } from '../../../src/sources/tools/html-form.ts';
import { aDelivery, readWith } from '../form-delivery.ts';

const LINE: DeliveryLine = { userId: 'U1', email: 'Mei@Example.com', name: '小美' };

function statements(
  fields: object,
  line: DeliveryLine | undefined = LINE,
  config: Partial<StoreLine> = {},
): readonly FoundSignup[] {
  const delivery = { ...aDelivery(fields), ...(line && { line }) };
  const form = { origins: ['https://shop.example.com'], line: { channelId: '1', ...config } };
  return readWith(htmlForm, delivery, { public: form }) as readonly FoundSignup[];
}

describe('the post of a user of LINE', () => {
  it('is two statements: what was typed, and then what the token states', () => {
    const fields = { name: 'Typed', phone: '0912345678', consent_sms: 'yes', line: 'x' };
    const [typed, verified, ...more] = statements(fields);
    expect(more).toEqual([]);
    expect(typed).toMatchObject({
      proven: ['email'],
      data: {
        customer: { email: 'Mei@Example.com', name: 'Typed', phone: '0912345678' },
        consent: { sms: { state: 'granted' } },
      },
    });
    expect(typed).not.toHaveProperty('trust');
    expect(verified).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: `user-${typed?.id}`,
      trust: 'verified',
      data: { customer: { email: 'Mei@Example.com', name: '小美' } },
    });
    // At the same time the greater id wins.
    expect(`user-${typed?.id}` > String(typed?.id)).toBe(true);
  });

  it.each([
    {},
    { email: 'mei@example.com' },
    { email: ' MEI@example.com ' },
    { line_id_token: '' },
  ])('of %j is what the token states', (fields) => {
    expect(statements(fields)).toMatchObject([{ trust: 'verified' }]);
  });

  it('keeps the name of LINE and its user id by the configuration', () => {
    expect(statements({}, LINE, { externalId: true, name: false })[0]?.data.customer).toEqual({
      email: 'Mei@Example.com',
      externalId: 'U1',
    });
  });

  it('leaves out another e-mail, and the yes that was said for it', () => {
    const consent = { consent_email: 'yes', consent_sms: 'no' };
    const [typed] = statements({ email: 'other@example.com', ...consent });
    expect(typed).toMatchObject({
      data: { customer: { email: 'Mei@Example.com' }, consent: { sms: { state: 'denied' } } },
      leftOut: [
        { path: 'email', rule: 'anonymous_contact' },
        { path: 'consent.email', rule: 'anonymous_grant' },
      ],
    });
    expect(typed?.data.consent).not.toHaveProperty('email');
    const [refusal] = statements({ email: 'other@example.com', consent_email: 'no' });
    expect(refusal?.data.consent).toMatchObject({ email: { state: 'denied' } });
  });

  it.each([undefined, '', 'not an e-mail'])(
    'is as typed where the token names no e-mail (%j)',
    (email) => {
      const line = { userId: 'U1', name: '小美', ...(email !== undefined && { email }) };
      const typed = { email: 'ada@example.com' };
      expect(statements(typed, line, { externalId: true })).toMatchObject([
        {
          proven: [],
          data: { customer: { email: 'ada@example.com', name: '小美', externalId: 'U1' } },
        },
      ]);
      const [named] = statements({ ...typed, first_name: 'Ada' }, line);
      expect(named?.data.customer).toEqual({ email: 'ada@example.com', firstName: 'Ada' });
      expect(named).not.toHaveProperty('trust');
    },
  );

  it('has an id of its own for each user, and the same one for a double click', () => {
    const fields = { phone: '0912345678' };
    const idOf = (line?: DeliveryLine): unknown => statements(fields, line).map(({ id }) => id);
    expect(idOf(LINE)).toEqual(idOf({ ...LINE, name: 'x' }));
    expect(idOf(LINE)).not.toEqual(idOf({ ...LINE, userId: 'U2' }));
  });

  it('of a bot is skipped', () => {
    const delivery = { ...aDelivery({ website: 'x' }), line: LINE };
    const form = { origins: ['https://shop.example.com'], honeypot: 'website' };
    expect(readWith(htmlForm, delivery, { public: form })).toMatchObject([{ kind: 'skipped' }]);
  });
});
