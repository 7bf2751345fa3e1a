/** The anchor that GitHub gives to a heading. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Every place of a page that a link can name: its headings, and `<a id>`. */
export const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set([
    ...[...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slugOf(title)),
    ...[...page.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id),
  ]);
