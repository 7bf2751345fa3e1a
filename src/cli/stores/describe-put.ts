import { counted } from '../../util/counted.ts';
import { harmless } from '../../util/harmless.ts';
import { paint, type Screen } from '../output/table.ts';
import { cut } from '../output/text.ts';
import { hasAnswered } from './check-store.ts';
import type { Change } from './plan-store.ts';
import type { PutResult } from './put-store.ts';

/** What was written or would be, secrets without their values; or the reason why nothing was written. */
export function describePut(result: PutResult, screen: Screen): string {
  const { mistakes, warnings } = result;
  const notes = [...mistakes, ...warnings].map((one) => `  ${harmless(one)}`);
  return [
    headline(result, screen),
    ...changesOf(result),
    ...notes,
    ...nextSteps(result, screen),
  ].join('\n');
}

function headline(
  { outcome, check, isNew, version, tier, ...result }: PutResult,
  screen: Screen,
): string {
  const name = harmless(result.name);
  const tested = check ? 'The shop accepts the token.' : 'The token was not tested.';
  if (outcome === 'invalid')
    return paint(screen, 'red', `Not written. The configuration of ${name} is invalid:`);
  if (outcome === 'refused') {
    const why =
      check && hasAnswered(check)
        ? 'the shop did not accept the token.'
        : 'the shop did not answer, so the token was not tested. Check baseUrl.';
    return `${paint(screen, 'red', `Not written: ${why}`)} ${harmless(check?.result ?? '')}\nTo write it anyway, add --no-check.`;
  }
  if (outcome === 'unchanged') return `${name} is unchanged; nothing was written. ${tested}`;
  if (outcome !== 'written') {
    const change = isNew === true ? `This creates ${name}.` : `This changes ${name}.`;
    return `${paint(screen, 'yellow', 'Nothing is written yet.')} ${change} ${tested}`;
  }
  const use = 'The functions use it after at most STORES_TTL_SECONDS (60).';
  const cost =
    tier === 'Advanced'
      ? ' A parameter is longer than 4 KB, so AWS charges for it (advanced parameter).'
      : '';
  return `${isNew === true ? 'Created' : 'Changed'} ${name}, version ${version ?? '?'}. ${tested} ${use}${cost}`;
}

/** Most changes that are listed. A new store with long forms has hundreds, and the file has them all. */
const MOST_LINES = 40;
/** Longest value, in columns. */
const LONGEST = 60;

function changesOf({ changes, outcome, parameters = 0 }: PutResult): readonly string[] {
  if (!changes || !['written', 'would_change', 'needs_replace'].includes(outcome)) return [];
  if (changes.length === 0) {
    return [
      `  No setting changes. ${counted(parameters, 'parameter')}: each source goes into a parameter of its own.`,
    ];
  }
  const shown = changes.slice(0, MOST_LINES);
  const width = Math.max(...shown.map(({ path }) => harmless(path).length));
  const lines = shown.map(({ kind, path, ...values }) =>
    `  ${kind.padEnd(9)}${harmless(path).padEnd(width + 2)}${valuesOf(values)}`.trimEnd(),
  );
  const more = changes.length - shown.length;
  return more > 0 ? [...lines, `  … and ${counted(more, 'more change')}`] : lines;
}

function valuesOf({ before, after }: Pick<Change, 'before' | 'after'>): string {
  const texts = [before, after].flatMap((text) =>
    text === undefined ? [] : [cut(harmless(text), LONGEST)],
  );
  return texts.join(' → ');
}

/** What to add to the command so that it writes. */
function nextSteps({ outcome, losses = [] }: PutResult, screen: Screen): readonly string[] {
  if (outcome !== 'would_change' && outcome !== 'needs_replace') return [];
  const options = losses.length > 0 ? '--replace --execute' : '--execute';
  return [
    ...losses.map((loss) => paint(screen, 'red', harmless(loss))),
    `To write it, run the same command with ${options}.`,
  ];
}

/** What `store migrate` did or would do, one line for each store. */
export function describeMigrated(
  results: readonly PutResult[],
  { keepsSources }: { readonly keepsSources: boolean },
  screen: Screen,
): string {
  if (results.length === 0) return 'Every source has a parameter of its own. Nothing to do.';
  const lines = results.flatMap(({ name, outcome, mistakes, parameters = 0 }) => {
    const count = counted(parameters, 'parameter');
    const texts: Partial<Record<PutResult['outcome'], string>> = {
      written: `${count} written`,
      would_change: `${count} to write`,
      unchanged: keepsSources ? 'its sources are copied already' : 'nothing to do',
    };
    const text = texts[outcome];
    if (text !== undefined) return [`  ${harmless(name)}: ${text}`];
    return [
      paint(screen, 'red', `  ${harmless(name)} is invalid, so it stays as it is:`),
      ...mistakes.map((one) => `    ${harmless(one)}`),
    ];
  });
  const isDryRun = results.some(({ outcome }) => outcome === 'would_change');
  const end = keepsSources
    ? 'The stores keep their sources too, for the version that is deployed. After the deployment, run store migrate --execute.'
    : 'Each source has a parameter of its own, and the store holds none.';
  return [
    isDryRun ? paint(screen, 'yellow', 'Nothing is written yet.') : 'Migrated:',
    ...lines,
    isDryRun ? 'To write it, run the same command with --execute.' : end,
  ].join('\n');
}
