/** Time as SHOPLINE writes it: `2026-01-02T03:04:05.012+00:00`. @param ms milliseconds since the epoch. */
export function toShoplineTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00');
}

/** Reads `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` and ISO 8601; without an offset it is UTC. @returns NaN for anything else. */
export function parseShoplineTime(text: string): number {
  const iso = text.trim().replace(' ', 'T');
  const isLocal = iso.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(iso);
  return Date.parse(isLocal ? `${iso}Z` : iso);
}
