import type { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { createExchange } from '../../src/http/exchange.ts';
import { isPrivateAddress, lookupPublic } from '../../src/http/public-hosts.ts';
import { openStubServer } from '../support/stub-server.ts';

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});

/** A name server that leads every name to this machine. */
const toThisMachine = ((
  _: string,
  options: { all?: boolean },
  done: (error: null, found: unknown, family?: number) => void,
) => {
  if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
}) as unknown as typeof lookup;

describe('a host that leads into a private network', () => {
  it('is not called', async () => {
    const server = await openStubServer((_, response) => response.end('{}'));
    const exchange = createExchange({
      connectMs: 1_000,
      maxBytes: 1_000,
      lookup: lookupPublic(toThisMachine),
    });
    const { port } = new URL(server.url);
    const call = async (host: string) =>
      exchange({
        method: 'GET',
        url: new URL(`http://${host}:${port}/`),
        headers: { host },
        timeoutMs: 1_000,
      });
    await expect(call('api.example.com')).rejects.toMatchObject({
      message: 'its host leads into a private network',
      maybeSent: false,
    });
    expect(server.connections()).toBe(0);
    // The stand-ins of a local run.
    expect((await call('localhost')).status).toBe(200);
    expect((await call('127.0.0.1')).status).toBe(200);
    await server.close();
  });
});
