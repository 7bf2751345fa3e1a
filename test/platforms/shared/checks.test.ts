import { describe, expect, it } from 'vitest';
import { overwritesAll } from '../../../src/platforms/shared/checks.ts';
import type { Fact } from '../../../src/delivery/platform-port.ts';

const stampAt = (time: number) => ({ time, id: 'e-1' });
const said = (time: number, parameters: Readonly<Record<string, unknown>>): Fact => ({
  kind: 'parameters',
  key: 'name',
  stamp: stampAt(time),
  parameters,
});
const tag = (time: number, name: string): Fact => ({
  kind: 'tag',
  key: 'name',
  stamp: stampAt(time),
  tag: name,
});
const address = (time: number, line: string): Fact => ({
  kind: 'address',
  key: 'name',
  stamp: stampAt(time),
  address: { line },
});

describe('overwritesAll', () => {
  it.each<[string, Fact, Fact, boolean]>([
    ['another value', said(1, { a: 1 }), said(2, { a: 2 }), true],
    ['a value that is cleared', said(1, { a: 1 }), said(2, { a: null }), true],
    ['a value that was cleared', said(1, { a: null }), said(2, { a: 1 }), true],
    ['more parameters', said(1, { a: 1 }), said(2, { a: 1, b: 2 }), true],
    ['fewer parameters', said(1, { a: 1, b: 2 }), said(2, { a: 1 }), false],
    ['one single value, one list', said(1, { a: 1, b: [1] }), said(2, { a: 1, b: [2] }), false],
    ['a list for a value', said(1, { a: 1 }), said(2, { a: [1] }), false],
    ['a value for a list', said(1, { a: [1] }), said(2, { a: 1 }), false],
    ['the same list', said(1, { a: [1] }), said(2, { a: [1] }), true],
    ['the same tag', tag(1, 'fair'), tag(2, 'fair'), true],
    ['another tag', tag(1, 'fair'), tag(2, 'vip'), false],
    ['the same address', address(1, '1 Road'), address(2, '1 Road'), true],
    ['another address', address(1, '1 Road'), address(2, '1 ROAD'), false],
    ['something of another kind', tag(1, 'fair'), said(2, {}), false],
    ['something else of another kind', said(1, {}), tag(2, 'fair'), false],
  ])('leaves nothing of what it replaces: %s', (_, older, newer, expected) => {
    expect(overwritesAll([older, newer], [newer])).toBe(expected);
  });

  it('is false if a fact is not written at all', () => {
    expect(overwritesAll([said(1, {})], [])).toBe(false);
  });
});
