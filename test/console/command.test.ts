import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { addConsoleCommands } from '../../src/console/console-commands.ts';
import { aTerminal } from '../support/a-terminal.ts';
import { until } from '../support/until.ts';
import { ask, openClient } from './console-client.ts';

/** Nothing listens on this port; the console opens all the same. */
const env = {
  SIGNUPS_QUEUE_URL: 'http://127.0.0.1:9/000000000000/signups',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:9/000000000000/signups-dead',
  STORES_PATH: '/stores',
  AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9',
};

describe('signup-relay console', () => {
  it.each([
    [['--json'], /^\{"url":"(http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43})"\}$/],
    [
      [],
      /^The console is at (http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43})\n.*works once: do not share it\.\nPress Ctrl-C to stop the console\.$/,
    ],
  ])('prints its address and stops at Ctrl-C: %j', async (options, printed) => {
    const ending = new AbortController();
    const { terminal, out } = aTerminal({ env, signal: ending.signal });
    const running = runCli(['console', '--port', '0', ...options], terminal, [addConsoleCommands]);
    await until(() => out() !== '');
    const url = printed.exec(out())?.[1] ?? '';
    const client = await openClient(url);
    const session = await client.get<{ readonly queueNames: object }>('/api/session');
    expect(session.queueNames).toMatchObject({ signups: 'signups', deadLetters: 'signups-dead' });
    ending.abort();
    expect(await running).toBe(0);
    await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
  });

  it('says what to do if the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { terminal, out, err } = aTerminal({ env });
    expect(await runCli(['console', '--port', port], terminal, [addConsoleCommands])).toBe(2);
    server.close();
    expect(out()).toBe('');
    expect(err()).toContain(`Port ${port} is in use`);
  });

  it.each([
    ['an invalid port', ['--port', '70000'], '0 to 65535'],
    ['another host', ['--host', '0.0.0.0'], 'unknown option'],
  ])('refuses %s', async (_, options, words) => {
    const { terminal, err } = aTerminal({ env });
    expect(await runCli(['console', ...options], terminal, [addConsoleCommands])).toBe(2);
    expect(err()).toContain(words);
  });

  it('names the missing environment variable', async () => {
    const { terminal, err } = aTerminal();
    expect(await runCli(['console', '--port', '0'], terminal, [addConsoleCommands])).toBe(2);
    expect(err()).toContain('SIGNUPS_QUEUE_URL is not set');
  });
});
