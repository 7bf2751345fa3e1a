import { describe, expect, it } from 'vitest';
import { textsIn } from '../../../src/cli/erase/find-in-letter.ts';

describe('the texts in a body', () => {
  it('are found however deeply it is nested: a hostile letter must not end an erasure', () => {
    const deep = `${'['.repeat(200_000)}"ada@example.com"${']'.repeat(200_000)}`;
    expect([...textsIn(deep)]).toContain('ada@example.com');
  });

  it.each([
    ['a value', { customer: { email: 'ada@example.com' } }],
    ['a key', { 'ada@example.com': 'yes' }],
    ['a list', { all: [['ada@example.com']] }],
    ['a form in a delivery', { body: 'email=ada%40example.com&x=1' }],
    ['base64', { bodyBase64: Buffer.from('{"mail":"ada@example.com"}').toString('base64') }],
  ])('are found as %s', (_, content) => {
    expect([...textsIn(JSON.stringify(content))]).toContain('ada@example.com');
  });
});
