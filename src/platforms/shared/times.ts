/** A time in an answer, RFC 3339 with any offset, in milliseconds since the epoch; absent if it is none. */
export function updatedAtOf(value: unknown): { readonly updatedAt?: number } {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? {} : { updatedAt: ms };
}
