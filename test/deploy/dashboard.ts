import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isObject, type Template } from './template.ts';

/** AWS's own metrics that the dashboard shows. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/SQS': [
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
    'ApproximateAgeOfOldestMessage',
  ],
  'AWS/Lambda': ['Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
  'AWS/ApiGateway': ['Count', '4xx', '5xx', 'Latency'],
};

const REGION = 'eu-west-1';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly region?: string;
    readonly query?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
  };
}

/** The dashboard of the operators. */
export function describeDashboard(template: () => Template): void {
  const ofType = (type: string) =>
    Object.entries(template().Resources).filter(([, { Type }]) => Type === type);
  const named = (type: string, property: string) =>
    ofType(type).map(([, { Properties }]) => Properties?.[property]);
  const widgets = (): readonly Widget[] => {
    const body = template().Resources['Dashboard']?.Properties?.['DashboardBody'] as {
      'Fn::Sub': string;
    };
    const values: Readonly<Record<string, string>> = {
      'AWS::Region': REGION,
      'AWS::AccountId': '111122223333',
      'AWS::Partition': 'aws',
      ...Object.fromEntries(
        ofType('AWS::ApiGatewayV2::Api').map(([name]) => [name, `id-of-${name}`]),
      ),
    };
    const text = body['Fn::Sub'].replaceAll(
      /\$\{([^}]+)\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
    return (JSON.parse(text) as { widgets: readonly Widget[] }).widgets;
  };
  const metrics = () =>
    widgets().flatMap(({ properties }) =>
      (properties.metrics ?? []).filter(([first]) => typeof first === 'string'),
    );

  describe('the dashboard', () => {
    it('is JSON without open placeholders', () => {
      expect(JSON.stringify(widgets())).not.toContain('${');
      expect(
        widgets().every(
          ({ type, properties }) =>
            ['text', 'alarm'].includes(type) || properties.region === REGION,
        ),
      ).toBe(true);
    });

    it('has titled widgets that neither overlap nor exceed the page', () => {
      const taken = new Set<string>();
      for (const { type, x, y, width, height, properties } of widgets()) {
        expect(x + width).toBeLessThanOrEqual(24);
        expect(type === 'text' || Boolean(properties.title)).toBe(true);
        for (let row = y; row < y + height; row += 1)
          for (let column = x; column < x + width; column += 1) {
            expect(taken.has(`${row},${column}`)).toBe(false);
            taken.add(`${row},${column}`);
          }
      }
    });

    it('shows every alarm', () => {
      const shown = widgets().flatMap(({ properties }) => properties.alarms ?? []);
      const names = named('AWS::CloudWatch::Alarm', 'AlarmName');
      expect(shown.toSorted()).toEqual(
        names
          .map((name) => `arn:aws:cloudwatch:${REGION}:111122223333:alarm:${String(name)}`)
          .toSorted(),
      );
    });

    it('shows only metrics that exist', () => {
      const source = emitted();
      const isKnown = ([namespace, name]: readonly unknown[]): boolean =>
        namespace === 'SignupRelay'
          ? source.includes(`'${String(name)}'`)
          : AWS_METRICS[String(namespace)]?.includes(String(name)) === true;
      expect(metrics().length).toBeGreaterThan(40);
      expect(metrics().filter((metric) => !isKnown(metric))).toEqual([]);
    });

    it('searches by reason only for metrics with a reason', () => {
      const expressions = widgets()
        .flatMap(({ properties }) => (properties.metrics ?? []).flat())
        .filter(isObject)
        .flatMap(({ expression }) => (typeof expression === 'string' ? expression : []));
      expect(expressions.map((text) => /MetricName="(\w+)"/.exec(text)?.[1])).toEqual([
        'LettersWaiting',
        'DeadLettersByReason',
      ]);
      for (const text of expressions) {
        expect(text).toContain('{SignupRelay,reason,service}');
        expect(text).toContain('service="signup-relay-dev"');
        const name = /MetricName="(\w+)"/.exec(text)?.[1] ?? '';
        expect(emitted()).toMatch(new RegExp(`countByReason\\(\\s*metrics,\\s*'${name}'`));
      }
    });

    it('shows the queues, functions and addresses of this deployment', () => {
      const known: Readonly<Record<string, readonly unknown[]>> = {
        QueueName: named('AWS::SQS::Queue', 'QueueName'),
        FunctionName: named('AWS::Lambda::Function', 'FunctionName'),
        ApiId: ofType('AWS::ApiGatewayV2::Api').map(([name]) => `id-of-${name}`),
        service: ['signup-relay-dev'],
      };
      for (const [, , dimension, value] of metrics()) {
        expect(known[String(dimension)]).toContain(value);
      }
      const shown = metrics()
        .filter(([namespace]) => namespace === 'AWS/Lambda')
        .map(([, , , name]) => name);
      expect(new Set(shown)).toEqual(new Set(known['FunctionName']));
    });

    it('queries existing logs for existing fields', () => {
      const queries = widgets().flatMap(({ properties }) => properties.query ?? []);
      expect(queries).toHaveLength(4);
      for (const query of queries) {
        const [, group] = /^SOURCE '([^']+)' \| filter message /.exec(query) ?? [];
        expect(named('AWS::Logs::LogGroup', 'LogGroupName')).toContain(group);
      }
    });
  });
}

/** The sources that write metrics. */
const emitted = (): string =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .filter((text) => /\.addMetric\(|countByReason\(/.test(text))
    .join('\n');
