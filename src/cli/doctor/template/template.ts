import { nameOf, type QueueFacts } from '../facts.ts';
import { isRecord } from '../../../util/is-record.ts';

/** One resource of a CloudFormation template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The parts of a CloudFormation template that the doctor reads. */
export interface Template {
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export type Json = Readonly<Record<string, unknown>>;

/** Whether a policy refuses all requests without TLS. @param policy a policy document, its references resolved to names. */
export function deniesPlainHttp(policy: unknown): boolean {
  const statements = isRecord(policy) ? policy['Statement'] : undefined;
  const all = Array.isArray(statements) ? statements : [statements];
  return all.some((statement: unknown) => {
    if (!isRecord(statement) || statement['Effect'] !== 'Deny') return false;
    const { Principal, Action, Condition } = statement;
    const bool = isRecord(Condition) ? Condition['Bool'] : undefined;
    const secure = isRecord(bool) ? bool['aws:SecureTransport'] : undefined;
    const principal = isRecord(Principal) ? Principal['AWS'] : Principal;
    return (
      [principal].flat().includes('*') &&
      [Action].flat().some((action) => /^(?:sqs:)?\*$/i.test(String(action))) &&
      String(secure) === 'false'
    );
  });
}

/** The redrive policy and the redrive-allow policy of a queue, with names or ARNs in them. */
export const queuePolicies = (
  redrive: unknown,
  allow: unknown,
): Pick<QueueFacts, 'redrive' | 'redriveAllow'> => ({
  ...(isRecord(redrive) && {
    redrive: {
      target: nameOf(asText(redrive['deadLetterTargetArn'])),
      maxReceiveCount: Number(redrive['maxReceiveCount']),
    },
  }),
  ...(isRecord(allow) && {
    redriveAllow: {
      permission: asText(allow['redrivePermission']),
      sources: asTexts(allow['sourceQueueArns']).map(nameOf),
    },
  }),
});

/** CloudFormation accepts numbers and booleans as texts too. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const asTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(asText) : [];
