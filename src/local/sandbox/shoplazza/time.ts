/** Time as Shoplazza writes it: `2024-04-17T11:10:33Z`. @param ms milliseconds since the epoch. */
export function toShoplazzaTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
