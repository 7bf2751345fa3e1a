import { isJson } from './template.ts';

/** Whether a policy refuses everybody without TLS. @param policy a policy document, with names instead of references. */
export function deniesPlainHttp(policy: unknown): boolean {
  const statements = isJson(policy) ? policy['Statement'] : undefined;
  const all = Array.isArray(statements) ? statements : [statements];
  return all.some((statement: unknown) => {
    if (!isJson(statement) || statement['Effect'] !== 'Deny') return false;
    const { Principal, Action, Condition } = statement;
    const bool = isJson(Condition) ? Condition['Bool'] : undefined;
    const secure = isJson(bool) ? bool['aws:SecureTransport'] : undefined;
    const everybody = isJson(Principal) ? Principal['AWS'] : Principal;
    return (
      [everybody].flat().includes('*') &&
      [Action].flat().some((action) => /^(?:sqs:)?\*$/i.test(String(action))) &&
      String(secure) === 'false'
    );
  });
}
