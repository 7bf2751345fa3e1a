/** As many as SQS takes in one call. */
const CHUNK = 10;
/** Calls at one time. */
const AT_ONCE = 4;

interface Answer {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
}

/**
 * Makes a batch call for every ten items; ids of entries are places in the chunk.
 *
 * @returns the message ids of those that SQS lists as successful. @throws what a call does, after the others of its round.
 */
export async function inChunks<T extends { readonly messageId: string }>(
  items: readonly T[],
  call: (chunk: readonly T[]) => Promise<Answer>,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  const run = async (from: number): Promise<void> => {
    const chunk = items.slice(from, from + CHUNK);
    const { Successful = [] } = await call(chunk);
    for (const { Id } of Successful) {
      const id = chunk[Number(Id)]?.messageId;
      if (id !== undefined) done.add(id);
    }
  };
  for (let from = 0; from < items.length; from += CHUNK * AT_ONCE) {
    const starts = Array.from({ length: AT_ONCE }, (_, at) => from + at * CHUNK);
    const running = starts.filter((start) => start < items.length).map(run);
    const results = await Promise.allSettled(running);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
  return done;
}
