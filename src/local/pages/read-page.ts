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
  /** Base address of LINE's login on this machine. Without it there is no page of LINE. */
  readonly lineUrl?: string | undefined;
}

const PAGES: ReadonlyMap<string, string> = new Map([
  ['/', 'sign-up'],
  ['/thanks', 'thanks'],
  ['/line', 'line-sign-up'],
]);

const FILES: ReadonlyMap<string, string> = new Map([
  ['/page.css', 'text/css; charset=utf-8'],
  ['/line-sign-up.js', 'text/javascript; charset=utf-8'],
]);

/** Where the page of LINE loads the SDK from. Here a part of it stands in. */
const LIFF_SDK = 'https://static.line-scdn.net/liff/edge/2/sdk.js';

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

/** The scripts of the page of LINE, and the calls that they make. */
const linePolicy = (lineUrl: string): string =>
  `${POLICY}; script-src 'self' ${lineUrl}; connect-src 'self' ${lineUrl}`;

/** @returns undefined if the path has no page. */
export function readPage({ path, query, languages, lineUrl }: PageRequest): Page | undefined {
  const type = FILES.get(path);
  if (type !== undefined) {
    return { text: readBeside(path.slice(1)), headers: { ...HEADERS, 'content-type': type } };
  }
  const name = PAGES.get(path);
  const isOfLine = name === 'line-sign-up';
  if (name === undefined || (isOfLine && lineUrl === undefined)) return undefined;
  const language = languageOf(languages);
  const html = readBeside(language === 'en' ? `${name}.html` : `${name}.${language}.html`);
  const isRefused = new URLSearchParams(query).get('signup_error') === 'contact';
  return {
    text: isOfLine
      ? html.replace(LIFF_SDK, `${lineUrl}/sdk.js`)
      : isRefused
        ? html.replace(' role="alert" hidden', ' role="alert"')
        : html,
    headers: {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': lineUrl !== undefined && isOfLine ? linePolicy(lineUrl) : POLICY,
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
