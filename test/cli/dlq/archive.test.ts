import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { putMessage } from '../../support/sqs-calls.ts';

const DAY = 86_400_000;

let local: Embedded;
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = local.env,
  now: () => number = Date.now,
) {
  const { terminal, out, err } = aTerminal({ env, now });
  const code = await runCli(args, terminal);
  return { code, out: out(), err: err() };
}
const json = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await run([...args, '--json'])).out);

const letter = (body: string, attributes: Readonly<Record<string, string>>) =>
  putMessage(local.sqs, 'deadLetters', body, attributes);

describe('signup-relay archive', () => {
  it('moves what expires, says what is there, and dlq import brings it back', async () => {
    const failedAt = '2026-11-20T10:00:00.000Z';
    await letter('{"first":  1}', { reason: 'rejected', store: 'tw-main', failedAt });
    await letter('{"second":2}', { reason: 'rejected', store: 'tw-main', failedAt });
    await letter('{"third":3}', { reason: 'unknown_store', store: 'xx', failedAt });

    const move = ['archive', 'now', '--within', '400', '--reason', 'rejected'];
    const dry = await run(move);
    expect(dry.out).toContain('2 of 3 dead letters match and expire within 400 hours.');
    expect(dry.out).toContain('nothing was moved. Add --execute');
    expect(await json(...move, '--execute')).toMatchObject({
      dryRun: false,
      due: 2,
      archived: 2,
      waiting: { unknown_store: 1 },
      complete: true,
    });

    expect(await json('archive', 'list')).toEqual({
      total: 2,
      groups: [
        {
          store: 'tw-main',
          reason: 'rejected',
          count: 2,
          firstDay: '2026-11-20',
          lastDay: '2026-11-20',
        },
      ],
    });
    const { out } = await run(['archive', 'list']);
    expect(out).toContain('2 letters in the archive.');
    expect(out).toMatch(/tw-main +rejected +2 +2026-11-20 +2026-11-20/);
    expect(await json('archive', 'list', '--store', 'us-main')).toEqual({ total: 0, groups: [] });

    const back = await run(['dlq', 'import', '--archive', '--store', 'tw-main', '--remove']);
    expect(back).toMatchObject({ code: 0 });
    expect((await run(['archive', 'list'])).out).toBe('No matching letters in the archive.');
    const bodies = (await local.receiveAll('deadLetters')).map(({ Body }) => Body);
    expect(new Set(bodies)).toEqual(new Set(['{"first":  1}', '{"second":2}', '{"third":3}']));
  });

  it('has nothing to do for letters that do not expire soon', async () => {
    await letter('{}', {});
    const { code, out } = await run(['archive', 'now']);
    expect(code).toBe(0);
    expect(out).toContain('No dead letter expires within 72 hours (1 checked).');
    expect(await local.receiveAll('deadLetters')).toHaveLength(1);
  });

  it('says that letters stay where the bucket does not take them', async () => {
    await letter('{}', {});
    const env = { ...local.env, ARCHIVE_BUCKET: 'no-such-bucket' };
    const { code, out } = await run(['archive', 'now', '--within', '400', '--execute'], env);
    expect(code).toBe(1);
    expect(out).toContain('Not moved, still in the queue: 1.');
    expect(await local.receiveAll('deadLetters')).toHaveLength(1);
  });

  it.each([
    ['ahead', DAY],
    ['right', 0],
    ['behind', -DAY],
  ])('counts ages by the queue’s clock when the local one is %s', async (_, aheadMs) => {
    const now = () => Date.now() + aheadMs;
    const threeDaysAgo = new Date(Date.now() - 3 * DAY).toISOString().slice(0, 10);
    const attributes = {
      reason: 'rejected',
      store: 'clock',
      failedAt: `${threeDaysAgo}T01:00:00Z`,
    };
    await letter('{}', attributes);
    const within = ['archive', 'now', '--within', '337', '--store', 'clock', '--json'];
    const moved = await run([...within, '--since', '4d', '--execute'], local.env, now);
    expect(JSON.parse(moved.out)).toMatchObject({ due: 1, archived: 1 });

    const listed = async (since: string): Promise<unknown> => {
      const args = ['archive', 'list', '--store', 'clock', '--since', since, '--json'];
      return JSON.parse((await run(args, local.env, now)).out);
    };
    expect(await listed('3d')).toMatchObject({ total: 1 });
    expect(await listed('2d')).toMatchObject({ total: 0 });

    const bring = async (since: string): Promise<unknown> => {
      const args = ['dlq', 'import', '--archive', '--remove', '--store', 'clock', '--json'];
      return JSON.parse((await run([...args, '--since', since], local.env, now)).out);
    };
    expect(await bring('2d')).toMatchObject({ imported: 0 });
    expect(await bring('4d')).toMatchObject({ imported: 1, removed: 1 });

    const { out } = await run(['dlq', 'list'], local.env, now);
    expect(out).toMatch(/The first expires in 1[34] (?:d|days)/);
    await local.receiveAll('deadLetters');
  });

  it.each([
    [['archive', 'now', '--within', 'soon'], '--within takes a whole number of at least 1.'],
    [['archive', 'list', '--reason', 'odd'], '--reason takes one of:'],
  ])('refuses %j', async (args, words) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  it('says how to have an archive where there is none', async () => {
    const { ARCHIVE_BUCKET: _, ...env } = local.env;
    const { code, err } = await run(['archive', 'list'], env);
    expect(code).toBe(2);
    expect(err).toContain('This relay has no archive');
  });
});
