import { beforeEach, expect, it } from 'vitest';
import { ADA, HOME, startedShoplazza } from '../started-shoplazza.ts';

const { send, create, stored } = startedShoplazza();

let path: string;
beforeEach(async () => {
  path = `/customers/${await create({ ...ADA, addresses: [HOME] })}/addresses`;
});

it('adds a flat address, not as default unless requested', async () => {
  const { status, body } = await send('POST', path, { ...HOME, city: 'Taos' });
  expect({ status, address: body.address }).toMatchObject({
    status: 200,
    address: { city: 'Taos', default: false },
  });
  await send('POST', path, { ...HOME, city: 'Gallup', default: true });
  expect(stored()?.addresses.map(({ city, default: isDefault }) => [city, isDefault])).toEqual([
    ['San Jose', false],
    ['Taos', false],
    ['Gallup', true],
  ]);
});

it('refuses the wrapper of later versions', async () => {
  expect(await send('POST', path, { address: HOME })).toMatchObject({
    status: 422,
    body: { errors: ["Country can't be blank", "Country code can't be blank"] },
  });
});

it('changes the given fields, moves the default and deletes', async () => {
  const { body } = await send('POST', path, { ...HOME, city: 'Taos' });
  const one = `${path}/${body.address.id}`;
  expect((await send('PUT', one, { zip: '87571' })).body.address).toMatchObject({
    city: 'Taos',
    zip: '87571',
  });
  expect(await send('PUT', `${one}/default`)).toMatchObject({ status: 200, body: {} });
  expect((await send('GET', one)).body.address).toMatchObject({ default: true });
  expect((await send('GET', path)).body.addresses).toHaveLength(2);
  expect(await send('DELETE', one)).toMatchObject({ status: 200, body: {} });
  expect(stored()?.addresses.map(({ city }) => city)).toEqual(['San Jose']);
});

it('answers 404 for an unknown address', async () => {
  expect(await send('PUT', `${path}/nothing`, {})).toMatchObject({
    status: 404,
    body: { errors: ['Record not found'] },
  });
});
