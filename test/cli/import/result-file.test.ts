import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLetterFile } from '../../../src/cli/dlq/letter-file.ts';
import { leftoversOf, openNewResults } from '../../../src/cli/import/result-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signup-relay-results-'));
  path = join(folder, 'people.csv.predicted.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const rowOf = (row: number, result: string) => ({ row, line: row + 1, contacts: {}, result });

describe('a new result file', () => {
  it('is whole where two runs write it at once, and only its owner reads a temporary file', async () => {
    const one = openNewResults(path, { newId: () => 'a' });
    const other = openNewResults(path, { newId: () => 'b' });
    for (let row = 1; row <= 600; row += 1) {
      await one.add(rowOf(row, 'created'));
      await other.add(rowOf(row, 'updated'));
    }
    const left = leftoversOf(path);
    expect(left).toEqual([`${path}.a.tmp`, `${path}.b.tmp`]);
    expect(left.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    for (const [run, result] of [
      [one, 'created'],
      [other, 'updated'],
    ] as const) {
      await run.close(true);
      const lines = readFileSync(path, 'utf8').trim().split('\n');
      expect(lines).toHaveLength(600);
      expect(lines.every((line) => line.includes(result))).toBe(true);
    }
    expect(leftoversOf(path)).toEqual([]);
  });

  it('leaves the old file and no temporary one where the disk is full', async () => {
    writeFileSync(path, 'old');
    const results = openNewResults(path, {
      newId: () => 'a',
      createFile: (...words) => ({
        ...createLetterFile(...words),
        append: async (lines) => {
          writeFileSync(words[0], lines[0] ?? '');
          throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        },
        isUsed: () => true,
      }),
    });
    await results.add(rowOf(1, 'created'));
    await expect(results.close(true)).rejects.toThrow(
      `${path} cannot be written (ENOSPC). Nothing was sent, and an older file stays as it was.`,
    );
    expect(readdirSync(folder)).toEqual(['people.csv.predicted.jsonl']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});
