import { RejectedError } from '../../event/errors.ts';
import type { Store } from '../../generated/types.ts';
import { harmless } from '../../util/harmless.ts';
import { memberOf } from '../../util/is-record.ts';
import type { FetchRecords } from '../../consume/fetch-records.ts';
import { answersFrom } from '../explain/answers-file.ts';
import { describeExplained } from '../explain/describe-explained.ts';
import { explainEvent } from '../explain/explain-event.ts';
import type { Explained } from '../explain/explained.ts';
import {
  describeSignature,
  type ExplainedSignature,
  explainSignature,
  publicUrlIn,
} from '../explain/explain-signature.ts';
import { readContents, type ReadFile, readEvent } from '../explain/read-event.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { readConfiguration } from './read-configuration.ts';

/** What would become of a delivery with this configuration. */
interface DeliveryCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Mistakes in the configuration, by place and without values. */
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** Settings whose places hold nothing in the whole delivery, one sentence each. */
  readonly nothing: readonly string[];
  readonly signups: readonly Explained[];
  /** Absent for a direct event, and for a source without a signature. */
  readonly signature?: ExplainedSignature;
}

interface DeliveryToCheck {
  readonly name: string;
  /** The store's configuration. */
  readonly text: string;
  /** A delivery, as `explain` takes it. */
  readonly file: string;
  readonly source?: string;
  /** Captured answers, of a tool that posts only an id. */
  readonly answers?: string;
}

/**
 * Tries a delivery with a configuration. Sends nothing and calls nothing.
 *
 * @throws UsageError the file cannot be read, names no source, or holds a batch.
 */
export async function checkDelivery(
  { name, text, file, source, answers }: DeliveryToCheck,
  { now, env }: Pick<Terminal, 'now' | 'env'>,
): Promise<DeliveryCheck> {
  const { completed: store, mistakes, warnings } = readConfiguration(name, text);
  if (store === undefined) {
    return { name, ok: false, mistakes, warnings, nothing: [], signups: [] };
  }
  const target = { store: name, ...(source !== undefined && { source }) };
  const [content, ...others] = readContents(file);
  if (others.length > 0) {
    throw new UsageError(
      `${file} holds several events. A check takes one delivery; explain takes a batch.`,
    );
  }
  const read = (): ReadFile => readEvent(content, { file, target, now: now() });
  const fetched = answers !== undefined && { fetchRecords: answersFrom(answers) };
  const deps = { now, publicUrl: publicUrlIn(env), ...fetched };
  const { signups, signature, of } = await explain(read, store, deps);
  const nothing = nothingIn(signups);
  const ok = nothing.length === 0 && signups.every(({ outcome }) => outcome !== 'rejected');
  const own = warnings.filter((one) => !one.startsWith('/sources/') || isOfSource(one, of));
  return { name, ok, mistakes, warnings: own, nothing, signups, ...(signature && { signature }) };
}

/** Warnings about other sources do not belong to this delivery. */
const isOfSource = (warning: string, source: string | undefined): boolean =>
  source === undefined || warning.startsWith(`/sources/${source} `);

interface ExplainDeps {
  readonly now: () => number;
  readonly publicUrl: string;
  readonly fetchRecords?: FetchRecords;
}

async function explain(
  read: () => ReadFile,
  store: Store,
  { publicUrl, ...given }: ExplainDeps,
): Promise<{
  readonly signups: readonly Explained[];
  readonly signature?: ExplainedSignature | undefined;
  /** Name of the source; undefined where the file names none. */
  readonly of?: string | undefined;
}> {
  const stores = { get: async () => store, refresh: async () => store };
  try {
    const { event, query } = read();
    const deps = { ...given, stores, senders: { find: async () => undefined } };
    const signature = await explainSignature(event, { ...deps, query, publicUrl });
    const of = memberOf(event.data, 'source');
    return {
      signups: await explainEvent(event, deps),
      signature,
      ...(typeof of === 'string' && { of }),
    };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const { reason, message: detail, issues } = error;
    return { signups: [{ outcome: 'rejected', reason, detail, issues }] };
  }
}

/** What one of several people lacks is no mistake; what all of them lack may be one. */
function nothingIn(signups: readonly Explained[]): readonly string[] {
  const [first = [], ...others] = signups.map(({ reading }) =>
    (reading?.nothing ?? []).map(({ place, text }) => `${place}: ${text}`),
  );
  return first.filter((one) => others.every((other) => other.includes(one)));
}

export function describeDeliveryCheck({
  name,
  ok,
  mistakes,
  warnings,
  nothing,
  signups,
  signature,
}: DeliveryCheck): string {
  const indented = (all: readonly string[]): readonly string[] =>
    all.map((line) => `  ${harmless(line)}`);
  const lines = indented([...mistakes, ...nothing]);
  const verdict = ok ? 'every setting fits this delivery' : 'needs a look';
  return [
    ...(signups.length > 0 ? [describeExplained(signups)] : []),
    ...describeSignature(signature),
    [`${harmless(name)}: ${verdict}${lines.length > 0 ? ':' : '.'}`, ...lines].join('\n'),
    // They are about the whole store, and not about this delivery.
    ...(warnings.length > 0
      ? [[`${harmless(name)}, apart from this delivery:`, ...indented(warnings)].join('\n')]
      : []),
  ].join('\n\n');
}
