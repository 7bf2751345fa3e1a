import { byId } from './dom.ts';
import { clock } from './format.ts';

/** The numbers are of now. */
export function showLive(at: number): void {
  const place = byId('live');
  place.textContent = `live, ${clock(at)}`;
  place.dataset['state'] = 'live';
}

/** They are not, and why. */
export function showTrouble(why: string): void {
  const place = byId('live');
  place.textContent = why;
  place.dataset['state'] = 'trouble';
}
