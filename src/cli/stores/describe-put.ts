import { paint } from '../paint.ts';
import type { Terminal } from '../terminal.ts';
import type { PutResult } from './put-store.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env'>;

/** What was written, by the names of keys; or why nothing was. */
export function describePut(result: PutResult, screen: Screen): string {
  const { mistakes, warnings } = result;
  const notes = [...mistakes, ...warnings].map((one) => `  ${one}`);
  return [headline(result, screen), ...keysOf(result), ...notes].join('\n');
}

function headline(result: PutResult, screen: Screen): string {
  const { name, outcome, check, isNew, version, tier } = result;
  if (outcome === 'invalid')
    return paint(screen, 'red', `Not written. The configuration of ${name} is invalid:`);
  if (outcome === 'refused') {
    return `${paint(screen, 'red', 'Not written.')} ${check?.result ?? ''}\nWrite it all the same with --no-check.`;
  }
  const tried = check ? 'The shop takes the token.' : 'The token was not tried.';
  if (outcome === 'unchanged') return `${name} is as it was; nothing was written. ${tried}`;
  const cost =
    tier === 'Advanced' ? ' It is longer than 4 KB, so AWS charges for it (advanced tier).' : '';
  const use = 'Functions use it within their STORES_TTL_SECONDS (60).';
  return `${isNew === true ? 'Created' : 'Changed'} ${name}, version ${version ?? '?'}. ${tried} ${use}${cost}`;
}

function keysOf({ keys, outcome }: PutResult): readonly string[] {
  if (!keys || outcome !== 'written') return [];
  return (['added', 'changed', 'removed'] as const).flatMap((kind) =>
    keys[kind].length > 0 ? [`  ${kind}: ${keys[kind].join(', ')}`] : [],
  );
}
