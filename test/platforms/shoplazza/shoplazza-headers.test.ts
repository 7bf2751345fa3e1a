import { expect, it } from 'vitest';
import { shoplazzaHeaders } from '../../../src/platforms/shoplazza/shoplazza.ts';

it('sends the token as it is, and the content type with every call', () => {
  expect(shoplazzaHeaders({ accessToken: 't0ken' })).toEqual({
    'access-token': 't0ken',
    'content-type': 'application/json',
  });
});
