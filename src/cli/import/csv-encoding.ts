import { UsageError } from '../usage-error.ts';

/**
 * UTF-16 by its first bytes. Without a byte order mark, every ASCII character has a zero byte: delimiters, line ends and
 * e-mails are ASCII. Only the other half of the bytes may then be zero.
 */
export function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const begin = bytes.subarray(0, 4_096);
  let [even, odd] = [0, 0];
  for (const [at, byte] of begin.entries()) {
    if (byte === 0 && at % 2 === 0) even += 1;
    if (byte === 0 && at % 2 === 1) odd += 1;
  }
  const least = begin.length / 20;
  if (odd >= least && even < odd / 20) return 'utf-16le';
  return even >= least && odd < even / 20 ? 'utf-16be' : undefined;
}

/** Characters of two bytes begin after it, and those bytes are quotes and delimiters elsewhere. ASCII alone, so it fits UTF-8. */
export const ISO_2022 = '\u{1B}$';

/** The encodings that a file may have, labels of the Encoding Standard, by its first bytes. */
export function candidatesFor(bytes: Buffer): readonly string[] {
  const utf16 = utf16Of(bytes);
  return utf16 ? [utf16] : ['utf-8', ...Object.keys(FREQUENT)];
}

/**
 * Whether a character of two bytes is frequent in its language. Bytes of one of these encodings often fit another, too,
 * and then give characters that people rarely write. Punctuation tells nothing: undefined.
 */
const FREQUENT: Readonly<Record<string, (lead: number, trail: number) => boolean | undefined>> = {
  big5: (lead) => (lead >= 0xa1 && lead <= 0xa3 ? undefined : lead >= 0xa4 && lead <= 0xc6),
  gb18030: (lead, trail) =>
    lead >= 0xa1 && lead <= 0xa3 && trail >= 0xa1
      ? undefined
      : lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1,
  shift_jis: (lead) =>
    lead === 0x81 ? undefined : lead === 0x82 || lead === 0x83 || (lead >= 0x88 && lead <= 0x97),
};

interface Detector {
  readonly take: (bytes: Buffer) => void;
  /** The encoding; two where neither is certain; none where none fits. */
  readonly end: () => readonly string[];
}

/** By so much the share of frequent characters must be larger than that of the next encoding. */
const CERTAIN = 0.25;

/** @param encodings in the order of their weight: UTF-8 that fits is no other. */
export function createDetector(encodings: readonly string[]): Detector {
  const open = encodings.map(createCandidate);
  return {
    take: (bytes) => {
      for (const candidate of open) candidate.take(bytes);
    },
    end: () => {
      for (const candidate of open) candidate.take();
      const fitting = open.filter((candidate) => candidate.fits());
      const certain = fitting.find(({ encoding }) => FREQUENT[encoding] === undefined);
      if (certain) return [certain.encoding];
      const [best, next] = fitting.toSorted((a, b) => b.share() - a.share());
      if (!best) return [];
      return next && best.share() - next.share() < CERTAIN
        ? [best.encoding, next.encoding]
        : [best.encoding];
    },
  };
}

function createCandidate(encoding: string) {
  const decoder = decoderOf(encoding);
  const isFrequent = FREQUENT[encoding];
  let fits = true;
  let lead: number | undefined;
  let [pairs, frequent] = [0, 0];
  const count = (bytes: Buffer): void => {
    for (const byte of bytes) {
      if (lead === undefined) {
        if (byte > 0x80 && !(encoding === 'shift_jis' && byte >= 0xa0 && byte <= 0xdf)) lead = byte;
        continue;
      }
      const one = isFrequent?.(lead, byte);
      if (one !== undefined) pairs += 1;
      if (one === true) frequent += 1;
      lead = undefined;
    }
  };
  return {
    encoding,
    /** Without bytes, the file has ended. */
    take: (bytes?: Buffer): void => {
      if (!fits) return;
      try {
        const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
        fits = !NO_TEXT.test(text);
        if (isFrequent && bytes) count(bytes);
      } catch {
        fits = false;
      }
    },
    fits: () => fits,
    share: () => (pairs === 0 ? 0 : frequent / pairs),
  };
}

/** Node.js decodes bytes that Big5 does not have to these characters, also where it is told to be strict. */
const NO_TEXT = /[\u{80}-\u{9F}\u{F8F8}]/u;

/** @throws UsageError the label is unknown. */
export function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new UsageError(
      `--encoding does not know ${JSON.stringify(encoding.slice(0, 40))}. Examples: utf-8, big5, shift_jis, gb18030.`,
      { cause: error },
    );
  }
}
