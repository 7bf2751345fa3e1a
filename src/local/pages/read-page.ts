import { readFileSync } from 'node:fs';

/** A page of the local run, or its style sheet, with its headers. */
export interface Page {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PageRequest {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** The header `Accept-Language`: a browser sends its `navigator.languages` there. */
  readonly languages: string | undefined;
}

const PAGES: ReadonlyMap<string, string> = new Map([
  ['/', 'sign-up'],
  ['/thanks', 'thanks'],
]);

/** No script and nothing from other hosts. The form's redirect leads to `localhost`, even from 127.0.0.1. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "form-action 'self' http://localhost:*",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

/** @returns undefined if the path has no page. */
export function readPage({ path, query, languages }: PageRequest): Page | undefined {
  if (path === '/page.css') {
    return {
      text: readBeside('page.css'),
      headers: { ...HEADERS, 'content-type': 'text/css; charset=utf-8' },
    };
  }
  const name = PAGES.get(path);
  if (name === undefined) return undefined;
  const language = languageOf(languages);
  const html = readBeside(language === 'en' ? `${name}.html` : `${name}.${language}.html`);
  const isRefused = new URLSearchParams(query).get('signup_error') === 'contact';
  return {
    text: isRefused ? html.replace(' role="alert" hidden', ' role="alert"') : html,
    headers: {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': POLICY,
      vary: 'accept-language',
    },
  };
}

const readBeside = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/**
 * The language that the browser prefers, of those that the pages have. Every kind of Chinese gets the Chinese page. English
 * is for all others.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
 */
export function languageOf(accepted = ''): 'en' | 'zh-TW' {
  const [preferred] = accepted
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .map(([tag = '', weight = 'q=1']) => ({
      language: tag.split('-')[0],
      weight: Number(weight.replace(/^q=/, '')),
    }))
    .filter(({ language, weight }) => weight > 0 && (language === 'zh' || language === 'en'))
    .toSorted((one, other) => other.weight - one.weight);
  return preferred?.language === 'zh' ? 'zh-TW' : 'en';
}
