import { SOURCES } from '../../src/sources/sources.ts';
import type { Delivery, Found, SourceContext } from '../../src/sources/source.ts';

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  readonly config?: Omit<SourceContext['config'], 'tool'>;
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
  { headers, config }: Options = {},
): readonly Found[] {
  const source = SOURCES.get(tool);
  if (!source) throw new Error(`no source for ${tool}`);
  const context = { config: { ...config, tool } as SourceContext['config'], country: 'TW' };
  return source.read(deliveryOf(body, headers), context).map((one) => {
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
