const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Output for a page: without this machine's folders and ports, and without spaces at line ends. */
export const shownText = (printed: string, folder: string): string =>
  printed
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .replaceAll(/(127\.0\.0\.1|localhost):\d{4,5}/g, '$1:8787')
    .replaceAll(/[ \t]+$/gm, '');

/** A page without the parts that differ between runs. */
export const steadyText = (page: string): string =>
  page
    .replaceAll(UUID, 'ID')
    // An id that a table cell cuts off.
    .replaceAll(/\b[0-9a-f-]+…/g, 'ID…')
    .replaceAll(/\b[0-9a-f]{16,64}\b/g, 'HASH')
    // The beginning of a message id, as `dlq list` shows it.
    .replaceAll(/\b[0-9a-f]{8}\b/g, 'ID')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/(?:0[.,:])*0 (?:ms|s|min|h|days)\b/g, '0')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/[─-]{3,}/g, '-');
