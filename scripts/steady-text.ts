const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Output as a page may show it: no folder of this machine, no port that was free by chance, no space at line ends. */
export const shownText = (printed: string, folder: string): string =>
  printed
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .replaceAll(/(127\.0\.0\.1|localhost):\d{4,5}/g, '$1:8787')
    .replaceAll(/[ \t]+$/gm, '');

/** What is left of a page when everything is dropped that differs from run to run. */
export const steadyText = (page: string): string =>
  page
    .replaceAll(UUID, 'ID')
    // Cut off at the end of a table's cell.
    .replaceAll(/\b[0-9a-f-]+…/g, 'ID…')
    .replaceAll(/\b[0-9a-f]{16,64}\b/g, 'HASH')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/(?:0[.,:])*0 (?:ms|s|min|h|days)\b/g, '0')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/[─-]{3,}/g, '-');
