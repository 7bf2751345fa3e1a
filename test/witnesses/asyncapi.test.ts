import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../../src/event/errors.ts';

const text = readFileSync('docs/asyncapi.yaml', 'utf8');
const parse = (source: string) => new Parser().parse(source);
/** Of four levels, from error to hint. */
const isError = (level: number): boolean => level === 0;
const errorsOf = (diagnostics: Awaited<ReturnType<typeof parse>>['diagnostics']) =>
  diagnostics
    .filter(({ severity }) => isError(severity))
    .map(({ message, path }) => ({ message, path }));

describe('docs/asyncapi.yaml, by the parser of AsyncAPI', () => {
  it('is a valid AsyncAPI document without any remark of the parser that is an error', async () => {
    const { document, diagnostics } = await parse(text);
    expect(errorsOf(diagnostics)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
  });

  it('would be refused with a reference that names nothing', async () => {
    const broken = text.replace('#/components/messages/signedUp', '#/components/messages/nobody');
    expect(errorsOf((await parse(broken)).diagnostics)).not.toEqual([]);
  });

  it('names both queues and both webhook addresses', async () => {
    const { document } = await parse(text);
    expect(
      document
        ?.channels()
        .all()
        .map((channel) => channel.address()),
    ).toEqual([
      'signups',
      'signups-dead',
      '/webhooks/{store}/{source}',
      '/webhooks/{store}/{source}/{secret}',
    ]);
  });

  it('lists every reason of a dead letter', async () => {
    const { document } = await parse(text);
    const headers = document?.components().messages().get('deadLetter')?.headers();
    expect(headers?.properties()?.['reason']?.enum()).toEqual([...REASONS]);
  });
});
