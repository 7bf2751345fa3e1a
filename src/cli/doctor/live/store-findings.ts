import type { StoredStore } from '../../../aws/list-stores.ts';
import type { Http } from '../../../http/http.ts';
import { checkStore, type StoreCheck } from '../../stores/check-store.ts';
import { type Finding, when } from '../finding.ts';

interface Deps {
  readonly http: Http;
  readonly now: () => number;
  readonly onChecked: (done: number, total: number) => void;
}

/** Whether every store is valid and its shop takes its token. */
export async function storeFindings(
  stores: readonly StoredStore[],
  { http, now, onChecked }: Deps,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [at, { name, text }] of stores.entries()) {
    findings.push(...toFindings(await checkStore(name, text, { http, now })));
    onChecked(at + 1, stores.length);
  }
  return findings;
}

function toFindings({ name, ok, result, mistakes, warnings }: StoreCheck): readonly Finding[] {
  const where = `store ${name}`;
  const invalid = when(mistakes.length > 0, {
    severity: 'danger',
    rule: 'store-invalid',
    where,
    what: `The configuration is invalid: ${mistakes.join('; ')}.`,
    why: 'Its signups wait, and become dead letters after the retry horizon.',
    fix: `Correct it and put it with: signup-relay store put ${name} <file>`,
  });
  const odd = warnings.map((warning): Finding => ({
    severity: 'warning',
    rule: 'store-warning',
    where,
    what: `${warning}.`,
    why: 'It works, but perhaps not as it was meant.',
    fix: `See it with: signup-relay store show ${name}`,
  }));
  const refused: Finding = {
    severity: 'danger',
    rule: 'store-refused',
    where,
    what: `The shop does not take the token: ${result}.`,
    why: 'Its signups wait, and become dead letters after the retry horizon.',
    fix: `Put a valid token with: signup-relay store put ${name} <file>`,
  };
  return [...invalid, ...(ok || mistakes.length > 0 ? [] : [refused]), ...odd];
}
