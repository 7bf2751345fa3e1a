/**
 * A text in an encoding that Node.js only reads. UTF-16 has no byte order mark.
 *
 * @param encoding a label of the Encoding Standard whose characters have one or two bytes.
 */
export function encodeAs(encoding: string, text: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const bytesOf = tableOf(encoding);
  return Buffer.concat(
    Array.from(text, (character) => {
      if (character <= '\u{7F}') return Buffer.from(character);
      const bytes = bytesOf.get(character);
      if (bytes === undefined) throw new Error(`${encoding} has no ${character}`);
      return bytes;
    }),
  );
}

const tables = new Map<string, ReadonlyMap<string, Buffer>>();

function tableOf(encoding: string): ReadonlyMap<string, Buffer> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding);
  const table = new Map<string, Buffer>();
  for (let lead = 0xfe; lead >= 0x81; lead -= 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      const text = decoder.decode(bytes);
      if (Array.from(text).length === 1) table.set(text, bytes);
    }
  }
  tables.set(encoding, table);
  return table;
}
