import { asRecord } from '../../util/is-record.ts';
import { isTextList, type JsonObject } from '../json.ts';
import { type AwsJsonServer, AwsRefusal, createAwsJsonServer } from './aws-json-server.ts';

/** The operations of AWS Parameter Store that the relay and its commands use, in memory. */
export interface ParameterStore extends AwsJsonServer {
  /** Writes a SecureString, as an operator does on AWS. */
  put(name: string, value: string): void;
  /** The number of reads over HTTP, found or not; without a name, of all parameters. */
  reads(name?: string): number;
}

/** @param now milliseconds since the epoch. */
export function createParameterStore(now: () => number = Date.now): ParameterStore {
  const parameters = createStoredParameters(now);
  const actions = [...PARAMETER_ACTIONS].map(
    ([name, action]) => [name, (input: JsonObject) => action(parameters, input)] as const,
  );
  const server = createAwsJsonServer('AmazonSSM', new Map(actions));
  return Object.assign(server, {
    put: (name: string, value: string) => void parameters.write(name, value, 'SecureString'),
    reads: (name?: string) => parameters.reads(name),
  });
}

type Action = (parameters: StoredParameters, input: JsonObject) => JsonObject;

/** Longest value of a standard parameter, in bytes. */
const MAX_VALUE_BYTES = 4_096;

/** Longest value of an advanced parameter, in bytes. */
const MAX_ADVANCED_VALUE_BYTES = 8_192;

/** The key of a SecureString that names none. */
const DEFAULT_KEY = 'alias/aws/ssm';

/** Most parameters of one answer. */
const PAGE_SIZE = 10;

const getParameter: Action = (parameters, input) => {
  const parameter = parameters.read(textOf(input, 'Name'));
  if (parameter === undefined) throw notFound();
  return { Parameter: toAnswer(parameter, input) };
};

const getParameters: Action = (parameters, input) => {
  const names = input['Names'];
  if (!isTextList(names) || names.length === 0 || names.length > PAGE_SIZE) {
    throw invalid(`Names must be a list of 1 to ${PAGE_SIZE} strings`);
  }
  const found = [...new Set(names)].flatMap((name) => parameters.read(name) ?? []);
  return {
    Parameters: found.map((parameter) => toAnswer(parameter, input)),
    InvalidParameters: names.filter((name) => parameters.peek(name) === undefined),
  };
};

const getParametersByPath: Action = (parameters, input) => {
  const path = textOf(input, 'Path').replace(/\/?$/, '/');
  const isBelow = (name: string): boolean =>
    name.startsWith(path) &&
    (input['Recursive'] === true || !name.slice(path.length).includes('/'));
  const names = parameters.names().filter((name) => isBelow(name));
  const start = Number(input['NextToken'] ?? 0);
  const end = start + Math.min(Number(input['MaxResults'] ?? PAGE_SIZE), PAGE_SIZE);
  const page = names.slice(start, end).flatMap((name) => parameters.read(name) ?? []);
  return {
    Parameters: page.map((parameter) => toAnswer(parameter, input)),
    ...(end < names.length && { NextToken: String(end) }),
  };
};

const putParameter: Action = (parameters, input) => {
  const name = textOf(input, 'Name');
  const value = textOf(input, 'Value');
  const existing = parameters.peek(name);
  if (existing !== undefined && input['Overwrite'] !== true) {
    throw new AwsRefusal('ParameterAlreadyExists', 'The parameter already exists.');
  }
  const isLong = Buffer.byteLength(value) > MAX_VALUE_BYTES;
  const isAdvanced =
    input['Tier'] === 'Advanced' || (input['Tier'] === 'Intelligent-Tiering' && isLong);
  if (Buffer.byteLength(value) > (isAdvanced ? MAX_ADVANCED_VALUE_BYTES : MAX_VALUE_BYTES)) {
    throw invalid('the value is too long for the tier');
  }
  const type = existing?.type ?? textOf(input, 'Type');
  // As on AWS: a write without a key sets the default key, even if the parameter had another.
  const keyId = typeof input['KeyId'] === 'string' ? input['KeyId'] : undefined;
  const { version } = parameters.write(name, value, type, keyId);
  return { Version: version, Tier: isAdvanced ? 'Advanced' : 'Standard' };
};

/** Supports filters by name only. */
const describeParameters: Action = (parameters, input) => {
  const filters = Array.isArray(input['ParameterFilters']) ? input['ParameterFilters'] : [];
  const names = filters.map(asRecord).flatMap(({ Values }) => (isTextList(Values) ? Values : []));
  const found = names.flatMap((name) => parameters.peek(name) ?? []);
  return {
    Parameters: found.map(({ name, type, version, keyId = DEFAULT_KEY }) => ({
      Name: name,
      Type: type,
      Version: version,
      KeyId: keyId,
    })),
  };
};

const deleteParameter: Action = (parameters, input) => {
  if (!parameters.remove(textOf(input, 'Name'))) throw notFound();
  return {};
};

/**
 * Operations by their name on the wire. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference
 * @throws AwsRefusal
 */
const PARAMETER_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['GetParameter', getParameter],
  ['GetParameters', getParameters],
  ['GetParametersByPath', getParametersByPath],
  ['DescribeParameters', describeParameters],
  ['PutParameter', putParameter],
  ['DeleteParameter', deleteParameter],
]);

/** A SecureString stays unreadable without `WithDecryption`, so a missing flag shows in a local run. */
function toAnswer(parameter: StoredParameter, input: JsonObject): JsonObject {
  const { name, value, type, version, writtenAt } = parameter;
  const isReadable = type !== 'SecureString' || input['WithDecryption'] === true;
  return {
    Name: name,
    Type: type,
    Value: isReadable ? value : 'encrypted',
    Version: version,
    LastModifiedDate: writtenAt / 1_000,
    ARN: `arn:aws:ssm:us-east-1:000000000000:parameter${name.replace(/^(?!\/)/, '/')}`,
    DataType: 'text',
  };
}

function textOf(input: JsonObject, key: string): string {
  const value = input[key];
  if (typeof value !== 'string' || value === '') throw invalid(`${key} must be a string`);
  return value;
}

const notFound = (): AwsRefusal =>
  new AwsRefusal('ParameterNotFound', 'The parameter does not exist.');

const invalid = (message: string): AwsRefusal => new AwsRefusal('ValidationException', message);

/** A parameter in memory. */
interface StoredParameter {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** The KMS key of a SecureString; absent for the default key. */
  readonly keyId?: string;
  /** 1 at first; every write adds 1. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** Parameters in memory; counts reads by name. */
interface StoredParameters {
  write(name: string, value: string, type: string, keyId?: string): StoredParameter;
  /** Reads without counting. */
  peek(name: string): StoredParameter | undefined;
  /** Reads, and counts it whether or not the parameter exists. */
  read(name: string): StoredParameter | undefined;
  remove(name: string): boolean;
  /** In alphabetical order. */
  names(): readonly string[];
  /** The number of reads of a name; without a name, of all. */
  reads(name?: string): number;
}

/** @param now milliseconds since the epoch. */
function createStoredParameters(now: () => number): StoredParameters {
  const byName = new Map<string, StoredParameter>();
  const counts = new Map<string, number>();
  return {
    write: (name, value, type, keyId) => {
      const version = (byName.get(name)?.version ?? 0) + 1;
      const key = keyId === undefined ? {} : { keyId };
      const parameter = { name, value, type, version, writtenAt: now(), ...key };
      byName.set(name, parameter);
      return parameter;
    },
    peek: (name) => byName.get(name),
    read: (name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return byName.get(name);
    },
    remove: (name) => byName.delete(name),
    names: () => [...byName.keys()].toSorted(),
    reads: (name) =>
      name === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(name) ?? 0),
  };
}
