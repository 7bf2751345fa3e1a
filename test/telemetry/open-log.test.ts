import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { openMetrics } from '../../src/telemetry/metrics.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { lambdaContext } from '../../src/local/lambda/context.ts';

/** The output of a function with this environment, by stream. */
function printed(env: Readonly<Record<string, string>>) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const log = openLog({ env, stdout, stderr } as never, () => 0);
  log.begin(lambdaContext('consume', () => 1_000));
  log.info('told', {});
  log.warn('warned', {});
  log.error('failed', {});
  const linesOf = (stream: PassThrough): readonly Record<string, unknown>[] =>
    String(stream.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { out: linesOf(stdout), err: linesOf(stderr) };
}

it('prints information on one stream and errors on the other, without a prefix', () => {
  const { out, err } = printed({});
  expect(out.map(({ level, message }) => [level, message])).toEqual([['INFO', 'told']]);
  expect(err.map(({ level, message }) => [level, message])).toEqual([
    ['WARN', 'warned'],
    ['ERROR', 'failed'],
  ]);
  expect(out[0]).toMatchObject({ service: 'signup-relay' });
  for (const name of ['cold_start', 'xray_trace_id']) expect(out[0]).not.toHaveProperty(name);
});

it.each([
  [{ AWS_LAMBDA_LOG_LEVEL: 'WARN' }, 0],
  [{ POWERTOOLS_LOG_LEVEL: 'ERROR' }, 0],
  [{ AWS_LAMBDA_LOG_LEVEL: 'INFO', POWERTOOLS_LOG_LEVEL: 'ERROR' }, 1],
])('goes by the level of %o, Lambda’s before ours', (env, told) => {
  expect(printed(env).out).toHaveLength(told);
});

it.each([
  [{}, 'signup-relay'],
  [{ POWERTOOLS_SERVICE_NAME: '' }, 'signup-relay'],
  [{ POWERTOOLS_SERVICE_NAME: 'signup-relay-prod' }, 'signup-relay-prod'],
])('names with %o the service that the metrics name', (env, service) => {
  expect(printed(env).out[0]).toMatchObject({ service });
  const metrics = openMetrics(env);
  metrics.addMetric('Accepted', 'Count', 1);
  expect(metrics.serializeMetrics()).toMatchObject({ service });
});

it('names the start and the trace of an invocation', () => {
  const { out } = printed({
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd86;Sampled=1',
  });
  expect(out[0]).toMatchObject({ cold_start: true, xray_trace_id: '1-5759e988-bd86' });
});
