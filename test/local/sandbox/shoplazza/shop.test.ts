import { expect, it } from 'vitest';
import { shopClient, SHOPLAZZA_TOKEN } from '../shop-client.ts';
import { startedShoplazza } from '../started-shoplazza.ts';

const { shop, send } = startedShoplazza();

it.each([
  ['no token', {}],
  ['a wrong token', { 'access-token': 'wrong' }],
  ['the token in the wrong header', { authorization: 'Bearer sandbox-token' }],
])('answers 401 to %s', async (_, headers) => {
  const answer = await shopClient(() => shop().baseUrl, headers)('GET', '/customers');
  expect(answer).toMatchObject({
    status: 401,
    body: { error: 'Unauthorized' },
    requestId: expect.any(String),
  });
});

it('answers 404 to another version of the API', async () => {
  const other = shopClient(() => shop().baseUrl.replace('2022-01', '2020-01'), SHOPLAZZA_TOKEN);
  expect(await other('GET', '/customers')).toMatchObject({ status: 404 });
});

it('answers 429 when the smaller bucket is full', async () => {
  shop().set({
    limits: [
      { perSecond: 2, burst: 40 },
      { perSecond: 20, burst: 80 },
    ],
  });
  const answers = await Promise.all(
    Array.from({ length: 41 }, async () => send('GET', '/customers')),
  );
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
});
