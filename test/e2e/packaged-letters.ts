import { S3Client } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createArchive } from '../../src/aws/archive.ts';
import type { ReplayAnswer } from '../../src/dead-letters/replay/handler.ts';
import { fromLine } from '../../src/dead-letters/file-format.ts';
import { parseRecord } from '../../src/util/is-record.ts';
import type { Embedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { aLetter, text } from '../support/letter-world.ts';
import { putLetters } from '../support/letters-deps.ts';
import { localAws } from '../support/local-credentials.ts';
import { openPackaged } from '../support/packaged.ts';
import type { PackagedService } from '../support/package-service.ts';
import { contentOf } from '../support/queued.ts';
import { purgeQueues, sqsCall } from '../support/sqs-calls.ts';
import { templateEnv } from '../support/template-env.ts';
import { until } from '../support/until.ts';

/** Tests of the packaged functions for dead letters; the test file that packages calls them. */
export function describePackagedLetters(
  shared: () => { readonly service: PackagedService; readonly embedded: Embedded },
): void {
  let service: PackagedService;
  let embedded: Embedded;
  beforeAll(() => {
    ({ service, embedded } = shared());
  });
  beforeEach(() => purgeQueues(embedded.sqs));

  /** Runs the function from its zip, with the template's settings only. */
  async function open(name: string, more: Readonly<Record<string, string>> = {}) {
    const logicalId = `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
    const places = await templateEnv(logicalId, service, embedded.env);
    const lambda = await openPackaged(name, { ...places, ...more }, service);
    onTestFinished(() => lambda.close());
    return lambda;
  }

  const put = (...letters: readonly ReturnType<typeof aLetter>[]) => putLetters(embedded, letters);
  const where = async () => ({
    dead: (await contentOf(embedded, 'deadLetters')).ready.map(({ body }) => body).toSorted(),
    signups: (await contentOf(embedded, 'signups')).ready.map(({ body }) => body).toSorted(),
  });
  const replay = async (lambda: ZippedFunction, input: unknown): Promise<ReplayAnswer> =>
    (await lambda.invoke(input)).response as ReplayAnswer;

  const fine = ['l-1', 'l-2'].map((id) => aLetter({ id, store: 'us-main' }));
  const wrong = aLetter({ id: 'l-3', store: 'nowhere' });
  const all = [...fine, wrong].map(({ body }) => body).toSorted();

  describe('the packaged function replay', () => {
    it('predicts and moves nothing in a dry run', async () => {
      await put(...fine, wrong);
      const answer = await replay(await open('replay'), { dryRun: true });
      expect(answer).toMatchObject({
        dryRun: true,
        selected: 3,
        predicted: {
          delivers: 2,
          fails: 1,
          byReason: { unknown_store: { delivers: 2, fails: 1 } },
        },
        replayed: 0,
        left: 1,
        complete: true,
      });
      expect(answer.predictions).toHaveLength(3);
      expect(await where()).toEqual({ dead: all, signups: [] });
    });

    it('moves letters that the packaged consume then delivers, and needs only four settings', async () => {
      await put(...fine, wrong);
      const consume = await open('consume');
      const poller = embedded.poller((event) =>
        consume.invoke(event).then(({ response }) => response),
      );
      onTestFinished(() => poller.stop());
      const names = new Set([
        'SIGNUPS_QUEUE_URL',
        'DEAD_LETTER_QUEUE_URL',
        'STORES_PATH',
        'SOURCES_PATH',
      ]);
      const env = Object.fromEntries(
        Object.entries(embedded.env).filter(([name]) => names.has(name) || name.startsWith('AWS_')),
      );
      const lambda = await openPackaged('replay', env, service);
      onTestFinished(() => lambda.close());
      expect(await replay(lambda, { dryRun: false })).toMatchObject({
        selected: 3,
        replayed: 2,
        left: 1,
      });
      await until(() => embedded.isDrained());
      expect(await where()).toEqual({ dead: [wrong.body], signups: [] });
      const emails = embedded.shoplazza.customers().map(({ email }) => email);
      expect(emails).toEqual(expect.arrayContaining(['l-1@example.com', 'l-2@example.com']));
    });

    it('reports all mistakes of its input at once, and moves nothing', async () => {
      await put(...fine);
      const lambda = await open('replay');
      const input = { reason: ['unheard-of'], from: 'yesterday', limit: 0, dryrun: true };
      const error = String(await lambda.invoke(input).catch((thrown: unknown) => thrown));
      for (const place of ['/reason/0', '/from', '/limit', 'dryrun'])
        expect(error).toContain(place);
      expect((await where()).dead).toHaveLength(2);
    });

    it('does not start without its settings, and lists all missing ones', async () => {
      const error = await openPackaged('replay', {}, service).catch(String);
      for (const name of [
        'SIGNUPS_QUEUE_URL',
        'DEAD_LETTER_QUEUE_URL',
        'STORES_PATH',
        'SOURCES_PATH',
      ])
        expect(error).toContain(`${name} must be`);
      expect(error).not.toContain('LEDGER');
    });
  });

  describe('the packaged function archive', () => {
    /** As deployed: the last 30 s are kept for returning letters. */
    const MINUTES_5 = { remainingMs: 300_000 };
    const HOURS_48 = 48 * 3_600;
    const DAYS_14 = 14 * 86_400;
    const letters = [
      aLetter({
        id: 'a-1',
        store: 'us-main',
        body: '{"b": 1,  "a":"王小明 \\u00e9"}\r\n',
        attributes: { bytes: { type: 'Binary.own', value: new Uint8Array([0, 255, 10]) } },
      }),
      aLetter({
        id: 'a-2',
        store: 'tw-main',
        reason: 'rejected',
        attributes: { own: text(' x ') },
      }),
    ];
    const retain = (seconds: number): Promise<unknown> =>
      sqsCall(embedded.sqs, 'deadLetters', 'SetQueueAttributes', {
        Attributes: { MessageRetentionPeriod: String(seconds) },
      });
    /** The last value of each metric, by name and reason. */
    const metricsIn = (lines: readonly string[]): Readonly<Record<string, unknown>> => {
      const metrics = lines.map(parseRecord).filter((line) => '_aws' in line);
      const waiting = metrics.flatMap(({ LettersWaiting, reason }) =>
        LettersWaiting === undefined
          ? []
          : [[`waiting ${String(reason)}`, LettersWaiting] as const],
      );
      return {
        ...Object.fromEntries(metrics.flatMap(Object.entries)),
        ...Object.fromEntries(waiting),
      };
    };

    it('counts waiting letters, then moves expiring ones byte for byte', async () => {
      await put(...letters);
      const lambda = await open('archive');
      const early = metricsIn((await lambda.invoke({}, MINUTES_5)).lines);
      expect(early).toMatchObject({
        LettersExpiring: 0,
        LettersArchived: 0,
        LettersNotArchived: 0,
        'waiting unknown_store': 1,
        'waiting rejected': 1,
      });
      expect((await where()).dead).toHaveLength(2);

      await retain(HOURS_48);
      onTestFinished(async () => void (await retain(DAYS_14)));
      const late = metricsIn((await lambda.invoke({}, MINUTES_5)).lines);
      expect(late).toMatchObject({ LettersExpiring: 0, LettersArchived: 2, LettersNotArchived: 0 });
      expect(late).not.toHaveProperty('waiting rejected');
      expect(await where()).toEqual({ dead: [], signups: [] });

      const bucket = createArchive(
        new S3Client(localAws(embedded.sqs.endpoint)),
        embedded.env['ARCHIVE_BUCKET'] ?? '',
      );
      const archived = [];
      for await (const keys of bucket.list(''))
        for (const key of keys) archived.push(fromLine((await bucket.get(key)) ?? ''));
      expect(archived).toHaveLength(letters.length);
      for (const { body, attributes } of letters)
        expect(archived.find((one) => one?.body === body)?.attributes).toEqual(attributes);
    });
  });
}
