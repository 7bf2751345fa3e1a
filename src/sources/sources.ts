import type { Source } from './source.ts';

/** Every tool whose deliveries can be read, by the name that a store's configuration gives it. */
export const SOURCES: ReadonlyMap<string, Source> = new Map();
