import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createExchange } from '../../src/http/exchange.ts';
import { openStubServer } from '../support/stub-server.ts';

const options = { connectMs: 200, maxBytes: 1_000 };

// How many connections wait for a process that does not take them is up to the system.
it.runIf(process.platform === 'linux').each(['http', 'https'])(
  'gives up on an %s server that takes no connection, which has certainly heard nothing',
  async (scheme) => {
    const full = await openFullServer();
    const url = new URL(`${scheme}://127.0.0.1:${full.port}/`);
    const call = createExchange(options)({ method: 'GET', url, headers: {}, timeoutMs: 5_000 });
    await expect(call).rejects.toMatchObject({
      message: 'no connection in time',
      maybeSent: false,
      isPending: false,
    });
    full.close();
  },
);

/** Stopped while it listens, with as many connections in line as it lets wait. */
async function openFullServer(): Promise<{ readonly port: number; readonly close: () => void }> {
  const listen = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
    function () { process.send(this.address().port); })`;
  const child = fork('-e', [listen], { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  process.kill(child.pid ?? 0, 'SIGSTOP');
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await once(waiting[0] ?? child, 'connect');
  return {
    port,
    close: () => {
      for (const socket of waiting) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

it('keeps a connection longer than it may take to make one', async () => {
  const server = await openStubServer((_, response) => response.end('{}'));
  const exchange = createExchange(options);
  const call = () =>
    exchange({ method: 'GET', url: new URL(server.url), headers: {}, timeoutMs: 5_000 });
  const slow = await openStubServer((_, response) => {
    setTimeout(() => response.end('{}'), 2 * options.connectMs);
  });
  await call();
  await exchange({ method: 'GET', url: new URL(slow.url), headers: {}, timeoutMs: 5_000 });
  expect(await call()).toMatchObject({ status: 200 });
  expect(server.connections()).toBe(1);
  await Promise.all([server.close(), slow.close()]);
});

it('gives a code for wrong headers of a call, and that it was not sent', async () => {
  const call = createExchange(options)({
    method: 'GET',
    url: new URL('http://127.0.0.1:1/'),
    headers: { authorization: 'line\nfeed' },
    timeoutMs: 100,
  });
  await expect(call).rejects.toMatchObject({
    name: 'HttpError',
    message: 'UND_ERR_INVALID_ARG',
    maybeSent: false,
  });
});

it('leaves out cookies and joins what comes twice', async () => {
  const server = await openStubServer((_, response) => {
    response.setHeader('x-twice', ['a', 'b']);
    response.setHeader('set-cookie', ['secret=1', 'secret=2']);
    response.end();
  });
  const { headers } = await createExchange(options)({
    method: 'GET',
    url: new URL(server.url),
    headers: {},
    timeoutMs: 5_000,
  });
  expect(headers()).toMatchObject({ 'x-twice': 'a, b' });
  expect(headers()).not.toHaveProperty('set-cookie');
  await server.close();
});

it('never sends what had no connection in time', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const server = await openStubServer((_, response) => {
    void opened.then(() => response.end('{}'));
  });
  const exchange = createExchange(options);
  const call = (timeoutMs: number) =>
    exchange({ method: 'POST', url: new URL(server.url), headers: {}, body: '1', timeoutMs });
  const busy = Array.from({ length: 50 }, () => call(5_000));
  await expect(call(50)).rejects.toMatchObject({
    message: 'no connection in time',
    maybeSent: false,
    isPending: false,
  });
  open();
  await Promise.all(busy);
  await call(5_000);
  expect(server.requests).toHaveLength(51);
  await server.close();
});

it('leaves connections behind that were not used for long by the clock', async () => {
  const server = await openStubServer((_, response) => response.end('{}'));
  let now = 0;
  const exchange = createExchange({ ...options, now: () => now });
  const connectionsAt = async (time: number): Promise<number> => {
    now = time;
    await exchange({ method: 'GET', url: new URL(server.url), headers: {}, timeoutMs: 5_000 });
    return server.connections();
  };
  expect(await connectionsAt(0)).toBe(1);
  expect(await connectionsAt(30_000)).toBe(1);
  expect(await connectionsAt(60_001)).toBe(2);
  await server.close();
});
