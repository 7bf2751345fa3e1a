import { readFileSync } from 'node:fs';

/** One message that the local run delivers, and what must become of it. */
export interface Sample {
  /** Below `events/`. A file can come again: a repeated delivery is a sample of its own. */
  readonly file: string;
  /** The store that it names; `-` where it names none. */
  readonly store: string;
  readonly expect: { readonly outcome: string; readonly reason?: string };
}

/** The samples of `events/samples.json`, in the order in which they are delivered. */
export function readSamples(folder: URL): readonly Sample[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file; a test checks its shape
  return JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as readonly Sample[];
}
