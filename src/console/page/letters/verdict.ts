import type { PredictionRow } from '../../letter-answers.ts';
import { el } from '../dom.ts';
import { words } from '../format.ts';

/** What would become of a letter, in a word or two. */
export function verdict({
  verdict: would,
  shopDecides,
  needsForce,
  newReason,
}: PredictionRow): HTMLElement {
  if (needsForce) return el('span', { class: 'badge warn' }, 'replayed too often');
  if (would === 'fails')
    return el('span', { class: 'badge bad' }, `fails: ${words(newReason ?? '')}`);
  if (would === 'skipped') return el('span', { class: 'badge' }, 'skipped');
  return shopDecides
    ? el('span', { class: 'badge warn' }, 'the shop decides')
    : el('span', { class: 'badge good' }, 'delivered');
}
