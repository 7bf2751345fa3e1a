/** A time as people read it: `2026-09-15 03:20:00 UTC`. */
export const clock = (time: string | number | undefined): string => {
  const ms = typeof time === 'number' ? time : Date.parse(time ?? '');
  if (Number.isNaN(ms)) return '?';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};
