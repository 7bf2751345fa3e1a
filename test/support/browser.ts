import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

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

const pages = new WeakMap<Browser, Promise<Page>>();

/**
 * The one page of a browser, as a test finds a new one. Opening a page starts processes, which takes a second of
 * processor time.
 */
export async function blankPage(browser: Browser): Promise<Page> {
  const opening = pages.get(browser) ?? browser.newPage();
  pages.set(browser, opening);
  const page = await opening;
  await page.unrouteAll();
  await page.context().clearCookies();
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('about:blank');
  return page;
}
