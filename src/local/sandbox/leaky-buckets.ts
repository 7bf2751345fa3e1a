/** One leaky bucket: every request adds a drop, `perSecond` drops leak per second, and `burst` drops fit. */
export interface BucketLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Admits a request if every bucket has room. A refused request fills no bucket.
 *
 * @param limits reads the knob. A new value starts with empty buckets.
 * @param now milliseconds since the epoch.
 */
export function createLeakyBuckets(
  limits: () => readonly BucketLimit[],
  now: () => number,
): () => boolean {
  let source: readonly BucketLimit[] | undefined;
  let levels: number[] = [];
  let leakedAt = now();
  return () => {
    const current = limits();
    if (current !== source) levels = current.map(() => 0);
    source = current;
    const at = now();
    const seconds = Math.max(0, at - leakedAt) / 1_000;
    leakedAt = at;
    levels = current.map(({ perSecond }, index) =>
      Math.max(0, (levels[index] ?? 0) - seconds * perSecond),
    );
    const filled = levels.map((level) => level + 1);
    if (current.some(({ burst }, index) => (filled[index] ?? 0) > burst + ROUNDING)) return false;
    levels = filled;
    return true;
  };
}

/** Tolerates rounding errors: a bucket of 40 must take 40 drops. */
const ROUNDING = 1e-9;
