import { readFileSync } from 'node:fs';

/** A page of the local run, with its headers. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const FILES: ReadonlyMap<string, string> = new Map([
  ['/', 'sign-up.html'],
  ['/thanks', 'thanks.html'],
]);

/** No script and nothing from other hosts. The form's redirect leads to `localhost`, even from 127.0.0.1. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'self' http://localhost:*",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @returns undefined if the path has no page. */
export function readPage(path: string): Page | undefined {
  const file = FILES.get(path);
  if (file === undefined) return undefined;
  return {
    html: readFileSync(new URL(`${file}`, import.meta.url), 'utf8'),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  };
}
