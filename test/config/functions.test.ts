import { describe, expect, it } from 'vitest';
import {
  loadArchiveConfig,
  loadConsumeConfig,
  loadReceiveConfig,
  loadReplayConfig,
} from '../../src/config/functions.ts';
import type { Environment } from '../../src/config/settings.ts';
import { ConfigError } from '../../src/event/errors.ts';

const env: Environment = {
  SIGNUPS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/signups',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/signups-dead',
  LEDGER_TABLE: 'ledger',
  STORES_PATH: '/signup-relay/dev/stores',
  SOURCES_PATH: '/signup-relay/dev/sources',
  LEDGER_KEY_PARAMETER: '/signup-relay/dev/ledger-key',
};

const messageFor = (overrides: Environment): string => {
  try {
    loadConsumeConfig({ ...env, ...overrides });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('loadConsumeConfig', () => {
  it('has defaults for what need not be set', () => {
    expect(loadConsumeConfig(env)).toEqual({
      signupsQueueUrl: env['SIGNUPS_QUEUE_URL'],
      deadLetterQueueUrl: env['DEAD_LETTER_QUEUE_URL'],
      ledgerTable: 'ledger',
      storesPath: '/signup-relay/dev/stores',
      sourcesPath: '/signup-relay/dev/sources',
      storesTtlMs: 60_000,
      ledgerKeyParameter: '/signup-relay/dev/ledger-key',
      retryHorizonMs: 172_800_000,
    });
  });

  it.each<[string, Environment, object]>([
    [
      'numbers',
      { STORES_TTL_SECONDS: '0', RETRY_HORIZON_HOURS: '0.5' },
      { storesTtlMs: 0, retryHorizonMs: 1_800_000 },
    ],
    ['spaces around values', { LEDGER_TABLE: ' ledger\n' }, { ledgerTable: 'ledger' }],
    ['an empty number as its default', { STORES_TTL_SECONDS: ' ' }, { storesTtlMs: 60_000 }],
    ['a path that ends with slashes', { STORES_PATH: '/stores//' }, { storesPath: '/stores' }],
    ['a local endpoint', { SIGNUPS_QUEUE_URL: 'http://127.0.0.1:9324/0/signups' }, {}],
  ])('takes %s', (_, overrides, expected) => {
    expect(loadConsumeConfig({ ...env, ...overrides })).toMatchObject(expected);
  });

  it.each<[string, Environment, string]>([
    [
      'an ARN for a URL',
      { SIGNUPS_QUEUE_URL: 'arn:aws:sqs:eu-west-1:0:signups' },
      'SIGNUPS_QUEUE_URL must be the URL of an SQS queue',
    ],
    [
      'a URL without host',
      { DEAD_LETTER_QUEUE_URL: 'https://' },
      'DEAD_LETTER_QUEUE_URL must be the URL of an SQS queue',
    ],
    [
      'one queue for both',
      { DEAD_LETTER_QUEUE_URL: env['SIGNUPS_QUEUE_URL'] },
      'DEAD_LETTER_QUEUE_URL must be another queue than SIGNUPS_QUEUE_URL',
    ],
    [
      'a relative path',
      { STORES_PATH: 'stores' },
      'STORES_PATH must be a path such as /signup-relay/dev/stores',
    ],
    [
      'the root',
      { STORES_PATH: '/' },
      'STORES_PATH must be a path such as /signup-relay/dev/stores',
    ],
    [
      'a key among the stores',
      { LEDGER_KEY_PARAMETER: '/signup-relay/dev/stores/key' },
      'LEDGER_KEY_PARAMETER must lie outside STORES_PATH',
    ],
    [
      'a key among the sources',
      { LEDGER_KEY_PARAMETER: '/signup-relay/dev/sources/key' },
      'LEDGER_KEY_PARAMETER must lie outside SOURCES_PATH',
    ],
    [
      'sources among the stores',
      { SOURCES_PATH: '/signup-relay/dev/stores/of-all' },
      'neither of STORES_PATH and SOURCES_PATH may lie inside the other',
    ],
    [
      'stores among the sources',
      { STORES_PATH: '/signup-relay/dev/sources/stores' },
      'neither of STORES_PATH and SOURCES_PATH may lie inside the other',
    ],
    [
      'one path for both',
      { SOURCES_PATH: '/signup-relay/dev/stores/' },
      'neither of STORES_PATH and SOURCES_PATH may lie inside the other',
    ],
    [
      'a key among the stores of a path with a slash',
      { STORES_PATH: '/s/', LEDGER_KEY_PARAMETER: '/s/key' },
      'LEDGER_KEY_PARAMETER must lie outside STORES_PATH',
    ],
    [
      'a negative number',
      { STORES_TTL_SECONDS: '-1' },
      'STORES_TTL_SECONDS must be a number of seconds',
    ],
    ['no number', { RETRY_HORIZON_HOURS: '48h' }, 'RETRY_HORIZON_HOURS must be a number of hours'],
    [
      'an endless number',
      { RETRY_HORIZON_HOURS: 'Infinity' },
      'RETRY_HORIZON_HOURS must be a number of hours',
    ],
  ])('refuses %s', (_, overrides, problem) => {
    expect(messageFor(overrides)).toBe(`the environment is invalid: ${problem}`);
  });

  it('names every mistake at once and no value', () => {
    const message = messageFor({
      SIGNUPS_QUEUE_URL: undefined,
      LEDGER_TABLE: '  ',
      STORES_PATH: 'secret-path',
      STORES_TTL_SECONDS: 'secret-number',
    });
    expect(message.split('; ')).toHaveLength(4);
    expect(message).not.toContain('secret');
  });
});

describe('loadReceiveConfig', () => {
  const own: Environment = {
    SIGNUPS_QUEUE_URL: env['SIGNUPS_QUEUE_URL'],
    SOURCES_PATH: env['SOURCES_PATH'],
    PUBLIC_URL: 'https://hooks.example.com/base//',
  };

  it('needs the queue, the sources and the public address, and nothing else', () => {
    expect(loadReceiveConfig(own)).toEqual({
      signupsQueueUrl: env['SIGNUPS_QUEUE_URL'],
      sourcesPath: '/signup-relay/dev/sources',
      storesTtlMs: 60_000,
      publicUrl: 'https://hooks.example.com/base',
    });
  });

  it('names every mistake at once and no value', () => {
    const wrong = { SOURCES_PATH: 'secret', PUBLIC_URL: 'secret', STORES_TTL_SECONDS: 'secret' };
    expect(() => loadReceiveConfig(wrong)).toThrow(
      new ConfigError('the environment', [
        'SIGNUPS_QUEUE_URL must be the URL of an SQS queue',
        'SOURCES_PATH must be a path such as /signup-relay/dev/sources',
        'STORES_TTL_SECONDS must be a number of seconds',
        'PUBLIC_URL must be the public base address',
      ]),
    );
  });
});

describe('loadArchiveConfig', () => {
  const own: Environment = { DEAD_LETTER_QUEUE_URL: env['DEAD_LETTER_QUEUE_URL'] };
  const HOUR = 3_600_000;

  it('needs only the dead-letter queue, and moves no letter without a bucket', () => {
    expect(loadArchiveConfig({ ...own, ARCHIVE_BUCKET: ' ' })).toEqual({
      deadLetterQueueUrl: env['DEAD_LETTER_QUEUE_URL'],
      archiveWithinMs: 72 * HOUR,
      expiringWithinMs: 48 * HOUR,
    });
  });

  it('takes a bucket and other hours', () => {
    const more = { ARCHIVE_BUCKET: 'b', ARCHIVE_WITHIN_HOURS: '100', EXPIRING_WITHIN_HOURS: '1' };
    expect(loadArchiveConfig({ ...own, ...more })).toMatchObject({
      archiveBucket: 'b',
      archiveWithinMs: 100 * HOUR,
      expiringWithinMs: HOUR,
    });
  });

  it('names every mistake at once', () => {
    const wrong = { ARCHIVE_WITHIN_HOURS: 'soon', EXPIRING_WITHIN_HOURS: '-1' };
    expect(() => loadArchiveConfig(wrong)).toThrow(
      new ConfigError('the environment', [
        'DEAD_LETTER_QUEUE_URL must be the URL of an SQS queue',
        'ARCHIVE_WITHIN_HOURS must be a number of hours',
        'EXPIRING_WITHIN_HOURS must be a number of hours',
      ]),
    );
  });
});

describe('loadReplayConfig', () => {
  const { SIGNUPS_QUEUE_URL, DEAD_LETTER_QUEUE_URL, STORES_PATH, SOURCES_PATH } = env;
  const own: Environment = { SIGNUPS_QUEUE_URL, DEAD_LETTER_QUEUE_URL, STORES_PATH, SOURCES_PATH };

  it('needs both queues, the stores and the sources, and neither the ledger nor its key', () => {
    expect(loadReplayConfig(own)).toEqual({
      signupsQueueUrl: SIGNUPS_QUEUE_URL,
      deadLetterQueueUrl: DEAD_LETTER_QUEUE_URL,
      storesPath: '/signup-relay/dev/stores',
      sourcesPath: '/signup-relay/dev/sources',
      storesTtlMs: 60_000,
    });
  });

  it('refuses one queue for both: a dead letter would loop for ever', () => {
    const same = { ...own, DEAD_LETTER_QUEUE_URL: SIGNUPS_QUEUE_URL };
    expect(() => loadReplayConfig(same)).toThrow('must be another queue');
  });
});
