import { SOURCES } from '../../src/sources/sources.ts';
import type { Delivery, Found, SourceContext } from '../../src/sources/source.ts';

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  readonly config?: Omit<SourceContext['config'], 'tool'>;
  /** What was fetched, by the id of the record: text as it is, everything else as JSON. */
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** A delivery of a body: text and bytes as they are, everything else as JSON. */
const deliveryOf = (body: unknown, headers: Readonly<Record<string, string>> = {}): Delivery => ({
  store: 'tw-main',
  source: 'till',
  receivedAt: Date.parse('2026-09-15T03:20:05Z'),
  headers,
  body:
    body instanceof Uint8Array
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

/** What a tool's source finds in a body, without the tool's names of its fields. */
export function readBy(
  tool: string,
  body: unknown,
  { headers, config, answers }: Options = {},
): readonly Found[] {
  const source = SOURCES.get(tool);
  if (!source) throw new Error(`no source for ${tool}`);
  const context = { config: { ...config, tool } as SourceContext['config'], country: 'TW' };
  const fetched = Object.entries(answers ?? {}).map(
    ([record, answer]) =>
      [record, typeof answer === 'string' ? answer : JSON.stringify(answer)] as const,
  );
  const delivery = { ...deliveryOf(body, headers), ...(answers && { answers: new Map(fetched) }) };
  return source.read(delivery, context).map((one) => {
    if (one.kind !== 'signup') return one;
    const { fields: _, ...signup } = one;
    return signup;
  });
}

/** The only signup in a body. */
export function signupIn(found: readonly Found[]): Extract<Found, { kind: 'signup' }> {
  const [one] = found;
  if (found.length !== 1 || one?.kind !== 'signup') throw new Error('not one signup');
  return one;
}

/** Flat keys as an urlencoded body. */
export const urlencoded = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams(fields).toString();
