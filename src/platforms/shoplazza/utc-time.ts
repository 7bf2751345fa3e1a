/**
 * A time as Shoplazza asks for it: UTC, whole seconds, with `Z`.
 *
 * @param ms milliseconds since the epoch; `undefined` comes back for what is not a time.
 */
export function utcTime(ms: number): string | undefined {
  return Number.isNaN(new Date(ms).getTime())
    ? undefined
    : new Date(ms).toISOString().replace(/\.\d{3}/, '');
}
