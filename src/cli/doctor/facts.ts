/**
 * The settings of a deployment, read from its template or from AWS. Queues, functions, tables and topics are identified
 * by name: the last part of their ARN or URL. Times are in seconds.
 */
export interface Facts {
  readonly queues: readonly QueueFacts[];
  readonly functions: readonly FunctionFacts[];
  readonly mappings: readonly MappingFacts[];
  readonly alarms: readonly AlarmFacts[];
  readonly tables: readonly TableFacts[];
  readonly topics: readonly TopicFacts[];
  /** Absent if it could not be read. */
  readonly httpApi?: { readonly isThrottled: boolean; readonly logsAccess: boolean };
}

interface ResourceFacts {
  readonly name: string;
  /** Its name in the template. */
  readonly logicalId?: string;
  /** Whether it survives a deletion or replacement by CloudFormation; absent if the template could not be read. */
  readonly kept?: { readonly onDeletion: boolean; readonly onReplacement: boolean };
}

export interface QueueFacts extends ResourceFacts {
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Largest message, in bytes. Absent if the template does not say. */
  readonly maxMessageBytes?: number;
  readonly isEncrypted: boolean;
  readonly deniesPlainHttp: boolean;
  readonly redrive?: { readonly target: string; readonly maxReceiveCount: number };
  readonly redriveAllow?: { readonly permission: string; readonly sources: readonly string[] };
}

export interface FunctionFacts extends ResourceFacts {
  readonly timeoutSeconds: number;
  readonly runtime: string;
  readonly recursiveLoop: string;
  readonly reservedConcurrency?: number;
  readonly env: Readonly<Record<string, string>>;
  /** Absent if logs are kept for ever. */
  readonly logRetentionDays?: number;
}

/** An event source mapping: it brings messages from a queue to a function. */
export interface MappingFacts {
  readonly functionName: string;
  readonly queue: string;
  readonly isEnabled: boolean;
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency?: number;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly filters: number;
}

export interface AlarmFacts {
  readonly name: string;
  readonly metrics: readonly MetricFacts[];
  readonly threshold?: number;
  readonly actions: readonly string[];
}

export interface MetricFacts {
  readonly namespace: string;
  readonly metric: string;
  /** Values without names. */
  readonly dimensions: readonly string[];
}

/** `SELECT SUM(LeftOutBalance) FROM SCHEMA("SignupRelay", …)`: its metric. None for metric math. */
export function metricOfQuery(expression: string): readonly MetricFacts[] {
  const query = /^\s*SELECT\s+\w+\("?([\w/]+)"?\)\s+FROM\s+(?:SCHEMA\()?"?([\w/]+)"?/i;
  const [, metric, namespace] = query.exec(expression) ?? [];
  return metric && namespace ? [{ metric, namespace, dimensions: [] }] : [];
}

export interface TableFacts extends ResourceFacts {
  readonly ttlAttribute?: string;
  readonly canBeRecovered: boolean;
  /** Encrypted with a KMS key, whose use is recorded. Otherwise DynamoDB uses a key of its own. */
  readonly hasOwnKey: boolean;
}

interface TopicFacts {
  readonly name: string;
  readonly hasSubscription: boolean;
}

/** The last part of an ARN, a URL or a path; otherwise the whole text. */
export const nameOf = (text: string): string => text.split(/[:/]/).at(-1) ?? text;
