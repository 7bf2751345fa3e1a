/** A sequence of requests, one at a time, as one instance of a function gets them. */
export interface Flood {
  /** Duration of every request, in milliseconds. */
  readonly tookMs: readonly number[];
  /** The distinct status codes of the answers. */
  readonly statuses: readonly unknown[];
}

/** Calls a handler repeatedly with the same event. */
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
