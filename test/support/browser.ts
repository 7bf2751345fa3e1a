import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The path of Debian's package `chromium`. */
const CHROMIUM = '/usr/bin/chromium';

/** Set where no real browser is installed, with instructions. Never on CI: there its absence is a failure. */
export const noBrowser: string | undefined =
  existsSync(CHROMIUM) || process.env['CI'] !== undefined
    ? undefined
    : `${CHROMIUM} is missing, so nothing is tested in a browser here; apt-get install chromium`;

/**
 * A real Chromium that may contact nothing but the page.
 *
 * @param language that of its menus, and the first that it asks pages for.
 */
export const openBrowser = async (language?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Debian's package has the menus of few languages, and `--lang` alone does nothing without them.
      ...(language === undefined ? [] : [`--lang=${language}`, `--accept-lang=${language}`]),
    ],
  });
