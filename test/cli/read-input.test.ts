import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonMistake, readInput, readJsonInput } from '../../src/cli/read-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-input-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
function file(name: string, bytes: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const TEXT = '{"name":"王小明"}\n';
const little = Buffer.from(TEXT, 'utf16le');
const big = Buffer.from(little).swap16();

describe('readInput', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 of Windows', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
    ['UTF-16 without a mark', little],
    ['UTF-16, big end first, without a mark', big],
  ])('understands %s', (name, bytes) => {
    const path = file(`${name}.json`, bytes);
    expect(readInput(path)).toBe(TEXT);
    expect(readJsonInput(path).value).toEqual({ name: '王小明' });
  });

  it('says so for another encoding, a folder, and a file that is not there', () => {
    const path = file('big5.json', Buffer.from([0x7b, 0x22, 0xa4, 0xfd, 0x22, 0x7d]));
    expect(() => readInput(path)).toThrow('is neither UTF-8 nor UTF-16: save it as UTF-8.');
    expect(() => readInput(folder)).toThrow('cannot be read (EISDIR).');
    expect(() => readInput(join(folder, 'no.json'))).toThrow('cannot be read (ENOENT).');
  });

  it('reads an empty file as an empty text', () => {
    expect(readInput(file('empty', ''))).toBe('');
  });
});

describe('jsonMistake', () => {
  it.each([
    ['{"a":1}', undefined],
    [' [1, -2.5e3, true, null, "\\u00e9"] ', undefined],
    ['{broken', 'line 1, column 2'],
    ['not json', 'line 1, column 2'],
    ['<html>', 'line 1, column 1'],
    ['{"a":1,}', 'line 1, column 8'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3'],
    ["{\n  'a': 1\n}", 'line 2, column 3'],
    ['{"a":"x\ny"}', 'line 1, column 8'],
    ['{"a":"\\x"}', 'line 1, column 8'],
    ['{"a":"\\u12G4"}', 'line 1, column 11'],
    ['{"a":-x}', 'line 1, column 7'],
    ['{"a":01}', 'line 1, column 7'],
    ['{"a":tru}', 'line 1, column 9'],
    ['{"a":1} x', 'line 1, column 9'],
    ['{"王":“1”}', 'line 1, column 6'],
    ['{"a":\n[1,2', 'line 2, column 5: the end is missing'],
    ['{"a":"x', 'line 1, column 8: the end is missing'],
    ['', 'line 1, column 1: the end is missing'],
  ])('of %j is at %j', (text, place) => {
    expect(jsonMistake(text)).toBe(place);
  });

  it('takes a moment in a large text', () => {
    const text = `[${'{"a":"b"},'.repeat(100_000)}x]`;
    const startedAt = performance.now();
    expect(jsonMistake(text)).toBe('line 1, column 1000002');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
