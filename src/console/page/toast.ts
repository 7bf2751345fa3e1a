import { byId, fill } from './dom.ts';

/** Shows a message for a while; screen readers read it aloud. */
export function showToast(text: string, isProblem = false): void {
  const toast = byId('toast');
  fill(toast, text);
  toast.classList.toggle('problem', isProblem);
  clearTimeout(timer);
  timer = setTimeout(() => (toast.textContent = ''), isProblem ? PROBLEM_MS : SHOWN_MS);
}

const SHOWN_MS = 6_000;
const PROBLEM_MS = 20_000;
let timer: ReturnType<typeof setTimeout> | undefined;
