import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cannotRead } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** A file whose bytes were all read once. */
export interface CsvFile {
  readonly path: string;
  /** A label of the Encoding Standard: `utf-8`, `utf-16le`, `big5`. */
  readonly encoding: string;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads the whole file once: its hash, and its encoding. Without a byte order mark it is UTF-8 or UTF-16, else Big5.
 *
 * @param named the encoding, if the operator knows it.
 * @throws UsageError the file cannot be read, is no text, or is in another encoding.
 */
export async function inspectFile(path: string, named?: string): Promise<CsvFile> {
  const hash = createHash('sha256');
  const candidates = named === undefined ? undefined : [openCandidate(named)];
  let open = candidates;
  let isEmpty = true;
  for await (const bytes of readBytes(path)) {
    hash.update(bytes);
    if (isEmpty) refuseWorkbook(path, bytes);
    isEmpty = false;
    open ??= (encodingsOf(bytes) ?? ['utf-8', 'big5']).map(openCandidate);
    for (const candidate of open) candidate.take(bytes);
  }
  if (isEmpty) throw new UsageError(`${path} is empty.`);
  for (const candidate of open ?? []) candidate.take();
  const found = open?.find((candidate) => candidate.fits());
  if (found) return { path, encoding: found.encoding, sha256: hash.digest('hex') };
  const tried = named === undefined ? 'is neither UTF-8, UTF-16 nor Big5' : `is not ${named}`;
  throw new UsageError(
    `${path} ${tried}. Save it as UTF-8, or name its encoding: --encoding shift_jis.`,
  );
}

async function* readBytes(path: string): AsyncGenerator<Buffer> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without an encoding a stream gives buffers
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** A workbook is a ZIP archive. Shops export it as often as CSV. */
function refuseWorkbook(path: string, bytes: Buffer): void {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return;
  throw new UsageError(
    `${path} is an Excel workbook. Open it, and save the sheet as “CSV UTF-8 (comma delimited)”.`,
  );
}

/** Undefined where the first bytes do not tell. */
function encodingsOf([first, second]: Buffer): readonly string[] | undefined {
  if (first === 0xff && second === 0xfe) return ['utf-16le'];
  if (first === 0xfe && second === 0xff) return ['utf-16be'];
  // The names of columns have ASCII characters: one byte of two is 0.
  if (first !== 0 && second === 0) return ['utf-16le'];
  return first === 0 && second !== 0 ? ['utf-16be'] : undefined;
}

interface Candidate {
  readonly encoding: string;
  /** Without bytes, the file has ended. */
  readonly take: (bytes?: Buffer) => void;
  readonly fits: () => boolean;
}

function openCandidate(encoding: string): Candidate {
  const decoder = decoderOf(encoding);
  let fits = true;
  return {
    encoding,
    take: (bytes) => {
      if (!fits) return;
      try {
        const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
        fits = !NO_TEXT.test(text);
      } catch {
        fits = false;
      }
    },
    fits: () => fits,
  };
}

/** Node.js decodes bytes that Big5 does not have to these characters, also where it is told to be strict. */
const NO_TEXT = /[\u{80}-\u{9F}\u{F8F8}]/u;

function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new UsageError(
      `--encoding does not know ${JSON.stringify(encoding.slice(0, 40))}. Examples: utf-8, big5, shift_jis, gb18030.`,
      { cause: error },
    );
  }
}

/** The text of the file in pieces. Every line ends in `\n`, and formulas of the form `="…"` are their text. */
export async function* readText({ path, encoding }: CsvFile): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  const plain = createPlainText();
  for await (const bytes of readBytes(path)) {
    const text = plain(decoder.decode(bytes, { stream: true }));
    if (text !== '') yield text;
  }
  const rest = plain(decoder.decode()) + plain();
  if (rest !== '') yield rest;
}

/**
 * Spreadsheets write a number that shall stay a text as a formula: `="0912345678"`. It becomes `"0912345678"`. Line ends
 * become `\n`, because the parser would count `\r\n` inside a cell as two lines. Pieces may end anywhere.
 *
 * @returns a function for one piece after the other; without a piece, for the rest.
 */
export function createPlainText(): (piece?: string) => string {
  let held = '';
  let isQuoted = false;
  let before = '\n';
  return (piece) => {
    const all = held + (piece ?? '');
    // The next piece decides what a `\r` or `=` at the end is.
    const end = piece === undefined ? all.length : endOfPlain(all);
    held = all.slice(end);
    const text = all.slice(0, end).replaceAll(/\r\n?/g, '\n');
    return text.replaceAll(/[^"=]+|=?"|=/g, (part) => {
      const isFormula = part === '="' && !isQuoted && /[\n,;\t]$/.test(before);
      if (part.endsWith('"')) isQuoted = !isQuoted;
      before = part;
      return isFormula ? '"' : part;
    });
  };
}

/** Where the signs at the end begin that the next piece decides about. A pattern would take the square of the length. */
function endOfPlain(text: string): number {
  let end = text.length;
  while (text[end - 1] === '=' || text[end - 1] === '\r') end -= 1;
  return end;
}
