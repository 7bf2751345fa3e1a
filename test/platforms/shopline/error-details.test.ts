import { describe, expect, it } from 'vitest';
import { failureOf, useShopline } from './use-shopline.ts';

const { shop, platform, fitCustomer } = useShopline();
const EMAIL = { kind: 'email', value: 'ada@example.com' } as const;

describe('error texts', () => {
  it('hold the call, the status and the words of the shop, and no data of the customer', async () => {
    const body = {
      message: 'Email ada@example.com has already been taken by Ada Lin',
      code: 'EMAIL_TAKEN',
      extras: { email: 'ada@example.com' },
    };
    shop().set({ faults: [{ kind: 'answer', status: 422, body }] });
    const { message } = await failureOf(platform().create(fitCustomer({ name: 'Ada Lin' })));
    expect(message).toBe(
      'POST /customers answered 422: EMAIL_TAKEN Email … has already been taken by …',
    );
  });

  it.each([
    [401, 'does not allow this IP address; --param egress=fixed gives the relay a fixed one'],
    [403, 'permission for customers'],
    [404, 'baseUrl is wrong'],
  ])('say what to check after %i', async (status, hint) => {
    shop().set({ faults: [{ kind: 'answer', status, body: {} }] });
    const { message } = await failureOf(platform().find([EMAIL]));
    expect(message).toContain(hint);
  });
});
