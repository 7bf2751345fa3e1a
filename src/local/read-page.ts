import { readFileSync } from 'node:fs';

/** A page of the local run, as a browser gets it. */
interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const FILES: ReadonlyMap<string, string> = new Map([
  ['/', 'sign-up.html'],
  ['/thanks', 'thanks.html'],
]);

/** Nothing from elsewhere and no script. The answer to the form leads to `localhost`, however the page was asked for. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'self' http://localhost:*",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @returns undefined where there is no page. */
export function readPage(path: string): Page | undefined {
  const file = FILES.get(path);
  if (file === undefined) return undefined;
  return {
    html: readFileSync(new URL(`pages/${file}`, import.meta.url), 'utf8'),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  };
}
