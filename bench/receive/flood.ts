/** What a row of requests took, one after the other, as one instance of a function gets them. */
export interface Flood {
  /** Of every request, in milliseconds. */
  readonly tookMs: readonly number[];
  /** The status codes that came back. */
  readonly statuses: readonly unknown[];
}

/** Calls a handler with the same event again and again. */
export async function flood(call: () => Promise<unknown>, requests: number): Promise<Flood> {
  const tookMs: number[] = [];
  const statuses = new Set<unknown>();
  for (let done = 0; done < requests; done++) {
    const begin = performance.now();
    const answer = (await call()) as { readonly statusCode?: number } | undefined;
    tookMs.push(performance.now() - begin);
    statuses.add(answer?.statusCode);
  }
  return { tookMs, statuses: [...statuses] };
}
