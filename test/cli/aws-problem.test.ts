import { describe, expect, it } from 'vitest';
import { awsProblem, isMissingStack } from '../../src/cli/aws-problem.ts';
import { WaitError } from '../../src/event/errors.ts';
import { runCommand } from '../support/run-command.ts';

const named = (name: string, message = '', more: object = {}) =>
  Object.assign(new Error(message), { name }, more);
/** As the queue's port throws it. */
const behind = (cause: unknown) => new WaitError('the queue cannot be reached (…)', { cause });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('awsProblem', () => {
  it.each([
    ['no credentials', named('CredentialsProviderError'), 'There are no AWS credentials.'],
    ['an expired session', named('TokenProviderError'), 'There are no AWS credentials.'],
    ['no region', new Error('Region is missing'), 'No AWS region is set.'],
    [
      'an expired token',
      named('ExpiredToken'),
      'does not accept these credentials (ExpiredToken).',
    ],
    ['a wrong key', named('InvalidClientTokenId'), 'does not accept these credentials'],
    ['a missing right', named('AccessDenied'), 'may not do this (AccessDenied).'],
    ['no network', refused, 'AWS cannot be reached (ECONNREFUSED).'],
    ['no network, at every address', new AggregateError([refused]), 'AWS cannot be reached'],
  ])('has its own sentence for %s, also behind the error of a port', (_, error, sentence) => {
    expect(awsProblem(error, {})).toContain(sentence);
    expect(awsProblem(behind(error), {})).toContain(sentence);
  });

  it('asks for npm start where the address is local', () => {
    const env = { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9324' };
    expect(awsProblem(behind(refused), env)).toBe(
      'The local relay does not answer (ECONNREFUSED). Check that npm start is running.',
    );
  });

  it('leaves every other error alone', () => {
    expect(awsProblem(new TypeError('x is not a function'), {})).toBeUndefined();
    expect(awsProblem('text', {})).toBeUndefined();
    expect(isMissingStack(named('ValidationError', 'Stack with id x does not exist'))).toBe(true);
    expect(isMissingStack(named('ValidationError', 'no such parameter'))).toBe(false);
  });
});

describe('a command for a stage', () => {
  it('says in one line that there is no region, and then that there are no credentials', async () => {
    const home = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
    const none = await runCommand(['--stage', 'prod', 'dlq', 'list'], home);
    expect(none).toEqual({
      code: 2,
      out: '',
      err: 'No AWS region is set. Add --region <region>, or set AWS_REGION.\n',
    });
    const region = await runCommand(['--stage', 'prod', '--region', 'eu-west-1', 'status'], home);
    expect(region).toMatchObject({ code: 2, out: '' });
    expect(region.err).toMatch(/^There are no AWS credentials\. .*\n$/);
  });
});
