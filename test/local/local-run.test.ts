import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSamples } from '../../src/local/samples/run.ts';
import { type LocalCommand, runLocalCommand } from '../support/local-run.ts';
import { runCommand } from '../support/run-command.ts';
import { until } from '../support/until.ts';

const samples = readSamples(new URL('../../events/', import.meta.url));

const created = (name: string) =>
  samples.filter(({ store, expect: { outcome } }) => store === name && outcome === 'created')
    .length;

const SHORT_RUN = new URL('fixtures/short-run.ts', import.meta.url);

/** Runs in a new folder, where local.env is the only file. */
function start(
  args: readonly string[],
  cwd = aFolder(),
  door: Parameters<typeof runLocalCommand>[0] = 'local',
): LocalCommand {
  const command = runLocalCommand(door, args, {}, cwd);
  onTestFinished(() => void command.child.kill('SIGKILL'));
  return command;
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-run-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

describe('npm start', () => {
  it('delivers every sample, prints each outcome, and exits with 0 on --once', async () => {
    const command = start(['--once']);
    expect({ code: await command.ended(), stderr: command.stderr() }).toEqual({
      code: 0,
      stderr: '',
    });
    const lines = command.stdout().split('\n');
    expect(lines[0]).toMatch(/^Starting the relay: SQS, DynamoDB, Parameter Store/);
    const head = lines.findIndex((line) =>
      /^sample +store +outcome +shop calls +time$/.test(line.trim()),
    );
    const rows = lines.slice(head + 1, head + 1 + samples.length);
    for (const [index, { file, store, expect: expected }] of samples.entries()) {
      const end = expected.reason ? `dead letter: ${expected.reason}` : expected.outcome;
      const name = file.replace(/\.\w+$/, '');
      expect(rows[index]).toMatch(
        new RegExp(`^ *${name}( \\(again\\))? +${store} +${end} +\\d+ +\\d+ ms$`),
      );
    }
    const all = `${samples.length} of ${samples.length} samples ended as expected in`;
    expect(lines.slice(head + 1 + samples.length).filter((line) => line !== '')).toEqual([
      expect.stringMatching(new RegExp(`^${all} [\\d.]+ s\\.$`)),
      expect.stringMatching(/^.*created.*updated.*unchanged.*skipped.*dead letters?\.$/),
      `Customers now: ${created('tw-main')} in tw-main, ${created('us-main')} in us-main. ` +
        `Dead letters waiting: ${samples.filter(({ expect: { reason } }) => reason).length}.`,
      'npm start runs the same relay and keeps it up for your own events.',
    ]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(command.stdout()).not.toContain('\u001B');
  });

  it('stays up, accepts the user’s events, prints their outcomes, and stops cleanly on Ctrl-C', async () => {
    const folder = aFolder();
    const command = start([], folder, SHORT_RUN);
    await until(() => command.stdout().includes('Outcomes of your events'), 60_000);
    const [, endpoint = ''] = /SQS endpoint +(\S+)/.exec(command.stdout()) ?? [];
    const [, customers = ''] = /curl (\S+)/.exec(command.stdout()) ?? [];
    expect(await (await fetch(customers)).json()).not.toEqual([]);
    const sent = runLocalCommand('send', ['events/shopline/create.json', '--endpoint', endpoint]);
    expect(await sent.ended()).toBe(0);
    await until(() => /tw-0001: unchanged/.test(command.stdout()));
    const [, page = ''] = /sign-up page +(\S+)/.exec(command.stdout()) ?? [];
    const posted = runLocalCommand('send', ['events/webhooks/typeform.json', '--url', page]);
    expect({ code: await posted.ended(), stderr: posted.stderr() }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(posted.stdout()).toContain('Posted a signed webhook of typeform for store tw-main');
    await until(() => /01TYPEFORM\w+: unchanged/.test(command.stdout()));
    const envFile = join(folder, 'local.env');
    const [, line = ''] =
      /npx signup-relay (--env local(?:-\d)?\.env trace .+)/.exec(command.stdout()) ?? [];
    const words = line.replace('local.env', envFile).split(' ');
    expect(await runCommand(words)).toMatchObject({
      code: 0,
      out: expect.stringContaining('tw-0001  customer.signed_up, from /pos/taipei-101'),
    });
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, readFileSync('events/dead-letters/invalid-email.json'));
    runLocalCommand('send', [bad], {}, folder);
    await until(() =>
      /: dead letter: invalid_signup .*\/customer\/email must/.test(command.stdout()),
    );

    const text = readFileSync(envFile, 'utf8');
    const second = start([], folder, SHORT_RUN);
    await until(() => second.stdout().includes('Outcomes of your events'), 60_000);
    expect(second.stdout()).toMatch(/Another relay holds the usual ports: process \d+, started at/);
    expect(second.stdout()).toContain('npx signup-relay --env local-2.env status');
    second.child.kill('SIGINT');
    expect(await second.ended()).toBe(0);
    expect(existsSync(join(folder, 'local-2.env'))).toBe(false);
    expect(readFileSync(envFile, 'utf8')).toBe(text);

    const [, log = ''] = /function logs +(\S+)/.exec(command.stdout()) ?? [];
    expect(existsSync(log)).toBe(true);
    command.child.kill('SIGINT');
    expect({ code: await command.ended(), stderr: command.stderr() }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(existsSync(dirname(log))).toBe(false);
    expect(existsSync(envFile)).toBe(false);
    await expect(fetch(customers)).rejects.toThrow('fetch failed');
  }, 180_000);

  it.each(['Starting', 'sample'])('stops cleanly on Ctrl-C after it printed %j', async (text) => {
    const command = start([]);
    await until(() => command.stdout().includes(text), 60_000);
    command.child.kill('SIGINT');
    expect({ code: await command.ended(), stderr: command.stderr() }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(command.stdout()).toMatch(/\nStopping the relay\.\n$/);
  });

  it.each([[['--twice']], [['now']]])('prints its usage for %j', async (args) => {
    const command = start(args);
    expect(await command.ended()).toBe(2);
    expect(command.stdout()).toBe('');
    expect(command.stderr().trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^Un(known|expected) \w+ '(--twice|now)'\.$/),
      'Usage: npm start [-- options]',
      'All options: npm start -- --help',
    ]);
  });

  it('prints its usage on --help', async () => {
    const command = start(['--help']);
    expect(await command.ended()).toBe(0);
    expect(command.stdout()).toMatch(/^Usage: npm start/);
  });
});
