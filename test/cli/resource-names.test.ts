import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';

describe('--env', () => {
  it('says in our words that the file is missing, and does not leave it to Node.js', async () => {
    const { code, err } = await runCommand(['--env', 'no-such.env', 'dlq', 'list']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'no-such.env cannot be read. npm start writes local.env: check that it is running.\n',
    });
  });

  it('does not go together with --stage', async () => {
    const { code, err } = await runCommand(['--env', 'x', '--stage', 'prod', 'dlq', 'list']);
    expect({ code, err }).toEqual({ code: 2, err: 'Use either --stage or --env, not both.\n' });
  });
});
