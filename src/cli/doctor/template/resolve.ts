import type { Json, Template } from './template.ts';
import { isRecord } from '../../../util/is-record.ts';

/** The properties that can name a resource. Without one the logical id is its name. */
const NAMES = ['QueueName', 'FunctionName', 'TableName', 'TopicName', 'LogGroupName', 'AlarmName'];

export interface Resolver {
  /** Evaluates the functions of CloudFormation in a value. A reference becomes the name of its target. */
  readonly value: (value: unknown) => unknown;
  /** Whether a condition holds. A missing condition always holds. */
  readonly holds: (condition: string | undefined) => boolean;
  readonly name: (logicalId: string) => string;
}

/** Evaluates those functions of CloudFormation that this template uses. */
export function createResolver({ Resources, Conditions = {} }: Template): Resolver {
  const name = (logicalId: string): string => {
    const properties = Resources[logicalId]?.Properties ?? {};
    const key = NAMES.find((one) => one in properties);
    const found = key === undefined ? undefined : value(properties[key]);
    return typeof found === 'string' ? found : logicalId;
  };

  const holds = (condition: string | undefined): boolean =>
    condition === undefined || !(condition in Conditions) || value(Conditions[condition]) !== false;

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (id) => name(String(id)),
    Condition: (id) => holds(String(id)),
    'Fn::GetAtt': (path) => name(String(Array.isArray(path) ? path[0] : path)),
    'Fn::Sub': (text) => substitute(Array.isArray(text) ? text[0] : text),
    'Fn::Join': (parts) => {
      const [separator, list] = asList(parts);
      return asList(value(list)).map(String).join(String(separator));
    },
    'Fn::If': (branches) => {
      const [condition, then, otherwise] = asList(branches);
      return value(holds(String(condition)) ? then : otherwise);
    },
    'Fn::Equals': (pair) => {
      const [left, right] = asList(pair).map(value);
      return left === right;
    },
    'Fn::Not': (list) => value(asList(list)[0]) === false,
    'Fn::And': (list) => asList(list).every((one) => value(one) !== false),
    'Fn::Or': (list) => asList(list).some((one) => value(one) !== false),
  };

  const substitute = (text: unknown): string =>
    String(text).replaceAll(/\$\{([^}]+)\}/g, (_, id: string) =>
      id.startsWith('AWS::') ? id.slice(5).toLowerCase() : name(id.split('.')[0] ?? id),
    );

  const value = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(value);
    if (!isRecord(given)) return given;
    const [only, ...others] = Object.entries(given);
    const run = only && others.length === 0 ? functions[only[0]] : undefined;
    if (run && only) return run(only[1]);
    return mapValues(given, value);
  };

  return { value, holds, name };
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const mapValues = (object: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, one]) => [key, change(one)]));
