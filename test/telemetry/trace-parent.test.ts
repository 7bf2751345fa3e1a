import { describe, expect, it } from 'vitest';
import { nextTraceParent, traceIdOf } from '../../src/telemetry/trace-parent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const header = `00-${TRACE}-${SPAN}-01`;

const ids = () => {
  let id = 0;
  return () => `id-${(id += 1)}`;
};

describe('traceIdOf', () => {
  it.each([
    ['version 00', header],
    ['flags that are not defined yet', `00-${TRACE}-${SPAN}-fe`],
    ['a later version', `cc-${TRACE}-${SPAN}-00`],
    ['a later version with more fields', `cc-${TRACE}-${SPAN}-00-what-comes-next`],
  ])('reads %s', (_, text) => {
    expect(traceIdOf(text)).toBe(TRACE);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['capitals', header.toUpperCase()],
    ['version 00 with more fields', `${header}-more`],
    ['version ff', `ff${header.slice(2)}`],
    ['a later version that goes on without a dash', `cc-${TRACE}-${SPAN}-00x`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a short parent id', `00-${TRACE}-${SPAN.slice(1)}-01`],
    ['no flags', `00-${TRACE}-${SPAN}`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a trace id that may be a phone', `00-${'886912345678'.padStart(32, '0')}-${SPAN}-01`],
    ['two of them', `${header},${header}`],
    ['something in front', ` ${header}`],
    ['a line break behind', `${header}\n`],
  ])('takes %s for none', (_, text) => {
    expect(traceIdOf(text)).toBeUndefined();
  });
});

describe('nextTraceParent', () => {
  it("is the next step of the sender's trace and keeps whether it is sampled", () => {
    const { traceId, text } = nextTraceParent(header, ids());
    expect(traceId).toBe(TRACE);
    expect(text).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(text).not.toContain(SPAN);
    expect(nextTraceParent(`00-${TRACE}-${SPAN}-fe`, ids()).text).toMatch(/-00$/);
  });

  it.each([undefined, 'nonsense'])('begins a trace where the sender sent %j', (given) => {
    const newId = ids();
    const [first, second] = [nextTraceParent(given, newId), nextTraceParent(given, newId)];
    expect(traceIdOf(first.text)).toBe(first.traceId);
    expect(first.text).toMatch(/-00$/);
    expect(second.traceId).not.toBe(first.traceId);
  });
});
