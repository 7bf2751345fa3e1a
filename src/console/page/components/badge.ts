import type { PredictionRow } from '../../letter-responses.ts';
import { el } from '../dom.ts';
import { words } from '../format.ts';

export const badge = (text: string, level: 'good' | 'warn' | 'bad' | '' = ''): HTMLElement =>
  el('span', { class: `badge ${level}` }, text);

/** The predicted result of a replay. */
export function verdictBadge({
  verdict,
  shopDecides,
  needsForce,
  newReason,
}: PredictionRow): HTMLElement {
  if (needsForce) return badge('replayed 3 times or more', 'warn');
  if (verdict === 'fails') return badge(`fails: ${words(newReason ?? '')}`, 'bad');
  if (verdict === 'skipped') return badge('skipped');
  return shopDecides ? badge('shop decides', 'warn') : badge('delivered', 'good');
}
