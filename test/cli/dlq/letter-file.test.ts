import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLetterFile, readLines } from '../../../src/cli/dlq/letter-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-letters-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;
function aFile(mode = 0o600): string {
  const path = join(folder, `${(files += 1)}.jsonl`);
  writeFileSync(path, 'before\n');
  chmodSync(path, mode);
  return path;
}

async function append(path: string): Promise<void> {
  const file = createLetterFile(path, true);
  await file.append(['a letter']);
  await file.close();
}

describe('a file that letters are added to', () => {
  it('is made for its owner only, and takes more', async () => {
    const path = join(folder, 'new.jsonl');
    await append(path);
    await append(path);
    expect(readFileSync(path, 'utf8')).toBe('a letter\na letter\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([0o644, 0o640, 0o620, 0o606])(
    'is refused if others may use it: mode %o',
    async (mode) => {
      const path = aFile(mode);
      await expect(append(path)).rejects.toThrow(`${path} can be read by others`);
      expect(readFileSync(path, 'utf8')).toBe('before\n');
    },
  );

  it('is refused as a symbolic link, also to nothing, as a hard link, and as a pipe', async () => {
    const own = aFile();
    const link = join(folder, 'link.jsonl');
    symlinkSync(own, link);
    await expect(append(link)).rejects.toThrow(`${link} is a link`);
    const dangling = join(folder, 'dangling.jsonl');
    symlinkSync(join(folder, 'nothing'), dangling);
    await expect(append(dangling)).rejects.toThrow(`${dangling} is a link`);
    const hard = join(folder, 'hard.jsonl');
    linkSync(own, hard);
    await expect(append(hard)).rejects.toThrow(`${hard} is a hard link`);
    await expect(append('/dev/null')).rejects.toThrow('/dev/null is no regular file');
    expect(readFileSync(own, 'utf8')).toBe('before\n');
  });
});

describe('the lines of a file', () => {
  const linesOf = async (text: string): Promise<readonly string[]> => {
    const path = join(folder, 'read.jsonl');
    writeFileSync(path, text);
    const lines: string[] = [];
    for await (const line of readLines(path)) lines.push(line);
    return lines;
  };

  it.each([
    ['with and without a last break', 'a\nb', ['a', 'b']],
    ['with breaks of Windows and a byte order mark', '\uFEFFa\r\nb\r\n', ['a', 'b']],
    [
      'with line separators that JSON has within texts',
      '"a\u2028b\u0085c"\n',
      ['"a\u2028b\u0085c"'],
    ],
    ['that are empty', '\n\na\n', ['', '', 'a']],
    ['of no text', '', []],
  ])('are read %s', async (_, text, lines) => {
    expect(await linesOf(text)).toEqual(lines);
  });

  it('are read across the pieces in which a file comes', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => `${at}${'é'.repeat(at * 7)}`);
    expect(await linesOf(lines.join('\n'))).toEqual(lines);
  });

  it('may have 8 MiB: the first longer one is an error with file and line, whatever its length', async () => {
    expect(await linesOf('x'.repeat(8_388_608))).toHaveLength(1);
    const before = process.memoryUsage().rss;
    const path = join(folder, 'long.jsonl');
    const file = openSync(path, 'w');
    writeSync(file, 'first\n');
    // Sparse: 2 GiB of zeros, more than a text of V8 can hold.
    ftruncateSync(file, 2_147_483_648);
    closeSync(file);
    const read: string[] = [];
    const reading = (async () => {
      for await (const line of readLines(path, ' A hint.')) read.push(line);
    })();
    await expect(reading).rejects.toThrow(
      `${path}, line 2, is longer than 8 MiB, and no dead letter is. Name a file from dlq export or dlq discard. A hint.`,
    );
    expect(read).toEqual(['first']);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });
});
