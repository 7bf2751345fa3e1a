import { byId } from './dom.ts';

/** Says how something ended, to the eye and to a screen reader. Goes away by itself, a problem later. */
export function announce(text: string, isProblem = false): void {
  const place = byId('announce');
  place.textContent = text;
  place.classList.toggle('problem', isProblem);
  clearTimeout(timer);
  timer = setTimeout(() => (place.textContent = ''), isProblem ? PROBLEM_MS : SHOWN_MS);
}

const SHOWN_MS = 6_000;
const PROBLEM_MS = 20_000;
let timer: ReturnType<typeof setTimeout> | undefined;
