const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The English name of a country, by its ISO 3166-1 alpha-2 code: Shoplazza asks for name and code. */
export function englishCountry(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? NAMES.of(code) : undefined;
}
