import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';

describe('--env', () => {
  it('says in our words that the file is missing, and does not leave it to Node.js', async () => {
    const { code, err } = await runCommand(['--env', 'no-such.env', 'dlq', 'list']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'no-such.env cannot be read (ENOENT): there is no such file. npm start writes local.env in its folder: check that it is running.\n',
    });
  });

  it('says why a file cannot be read that is there, and what a file does not set', async () => {
    const folder = await runCommand(['--env', 'test', 'dlq', 'list']);
    expect(folder).toMatchObject({
      code: 2,
      err: 'test cannot be read (EISDIR): it is a folder.\n',
    });
    const other = await runCommand(['--env', 'package.json', 'dlq', 'list']);
    expect(other).toMatchObject({
      code: 2,
      err: 'DEAD_LETTER_QUEUE_URL is not set by --env package.json.\n',
    });
  });

  it('does not go together with --stage', async () => {
    const { code, err } = await runCommand(['--env', 'x', '--stage', 'prod', 'dlq', 'list']);
    expect({ code, err }).toEqual({ code: 2, err: 'Use either --stage or --env, not both.\n' });
  });
});
