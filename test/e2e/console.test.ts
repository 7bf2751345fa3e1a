import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanResponse } from '../../src/console/letter-responses.ts';
import type { OpenConsole } from '../../src/console/open-console.ts';
import { EVIL, PERSONAL, putDeadLetters } from '../console/console-letters.ts';
import { openTestConsole } from '../console/console-relay.ts';
import { noBrowser, openBrowser } from '../support/browser.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';
import { putMessage, sqsCall } from '../support/sqs-calls.ts';
import { until } from '../support/until.ts';

if (noBrowser !== undefined) console.warn(`skipped: ${noBrowser}`);

describe.skipIf(noBrowser !== undefined)('the console in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'console-e2e-'));
  let relay: Consumer;
  let browser: Browser;
  /** One page for all tests, because opening one takes a second. */
  let page: Page;
  let opened: OpenConsole;
  /** Errors and warnings of the browser: refused by the policy, failed, thrown. */
  const complaints: string[] = [];
  const addresses: string[] = [];
  beforeAll(async () => {
    [relay, browser] = await Promise.all([openConsumer(), openBrowser()]);
    await makeInFlight(relay.sqs);
    await putDeadLetters(relay, Date.now());
    opened = await openTestConsole(relay.env, folder);
    page = await browser.newPage({ timezoneId: 'UTC' });
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('dialog', (dialog) => void complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => void addresses.push(request.url()));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await opened?.close();
    await relay?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the printed address, as a click on it does. */
  async function openByKey(): Promise<void> {
    await page.goto(opened.url);
    await page.waitForURL(`${new URL(opened.url).origin}/`);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  }
  /** From any view, without a reload. */
  async function openOverview(): Promise<void> {
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  }
  async function openLetters(): Promise<void> {
    await page
      .getByRole('navigation')
      .getByRole('link', { name: 'Dead letters', exact: true })
      .click();
    await page.getByRole('button', { name: 'invalid signup' }).first().waitFor();
  }
  const tabTo = async (name: string): Promise<void> => {
    const passed: string[] = [];
    do {
      await page.keyboard.press('Tab');
      passed.push(await page.evaluate<string>(FOCUSED));
    } while (passed.at(-1) !== name && passed.length < 60);
    expect(passed.at(-1)).toBe(name);
  };
  const said = (words: string | RegExp) =>
    page.getByRole('status').filter({ hasText: words }).waitFor();

  it('opens with the printed address, then removes the key from the address', async () => {
    await openByKey();
    expect(page.url()).not.toContain('token');
    const otherBrowser = await browser.newContext();
    const answer = await otherBrowser.request.get(new URL(opened.url).origin);
    expect([answer.status(), await answer.text()]).toEqual([
      401,
      expect.stringContaining('Open the address'),
    ]);
    const late = await otherBrowser.request.get(opened.url);
    expect([late.status(), await late.text()]).toEqual([
      401,
      expect.stringContaining('works once, and it was used'),
    ]);
    await otherBrowser.close();
  });

  it('shows the state of the relay in charts and as text', async () => {
    await openOverview();
    const dead = page.getByRole('img', {
      name: /^Dead letters at .*all 6, at most 6; in flight 1/,
    });
    await dead.waitFor();
    expect(await dead.locator('canvas').count()).toBe(1);
    const figure = page.getByRole('figure').filter({ has: dead });
    expect(await figure.getByRole('listitem').allTextContents()).toEqual([
      'all 6',
      'in flight 1, being read or replayed',
    ]);
    await figure.getByText('As a table').click();
    expect(await figure.getByRole('row').nth(1).textContent()).toMatch(/6.*1$/);
    const rows = await page.getByRole('row').filter({ hasText: 'main' }).allTextContents();
    expect(rows).toEqual([
      expect.stringMatching(/^tw-main.*shopline.*working.*\d calls\/s/),
      expect.stringMatching(/^us-main.*shoplazza.*working.*\d calls\/s/),
    ]);
  });

  it('shows the ages of the oldest messages, second by second', async () => {
    const age = page.getByRole('img', {
      name: /^Age of the oldest dead letter at .*: age \d+ s, at most \d+ s\.$/,
    });
    await age.waitFor();
    expect(await age.locator('canvas').count()).toBe(1);
    const tile = page.locator('.tile').filter({ hasText: 'Oldest signup' });
    expect(await tile.textContent()).toMatch(/^Oldest signup0 sas of \d\d:\d\d:\d\d UTC$/);
    expect(await page.getByText('unknown').count()).toBe(0);
  });

  it('shows a source whose tool is not asked, beside a store that works', async () => {
    const probeAt = Date.now() + 3_600_000;
    const paused = { source: 'leads', asks: 'HubSpot', reason: 'unauthorized', probeAt };
    const stores = [{ store: 'us-main', platform: 'shoplazza', pausedSources: [paused] }];
    await page.route('**/api/stores', (route) => route.fulfill({ json: { stores } }));
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'source leads paused' });
    await row.waitFor();
    expect(await row.textContent()).toMatch(
      /working.*unauthorized: HubSpot refuses the credential; next call in \d/,
    );
    const tile = page.locator('.tile').filter({ hasText: 'Stores paused' });
    await tile.getByText('source us-main/leads').waitFor();
    expect(await tile.getAttribute('data-level')).toBe('attention');
    await page.unroute('**/api/stores');
    await page.reload();
    await row.waitFor({ state: 'detached' });
  });

  it('leads from tiles and stores to what they are about', async () => {
    for (const [tile, heading] of [
      ['Signups waiting', 'Queues over time'],
      ['Stores paused', 'Stores'],
    ] as const) {
      await openOverview();
      await page.locator('.tile').getByRole('link', { name: tile }).click();
      await until(async () => (await page.evaluate(FOCUSED)) === heading);
    }
    await page.locator('.tile').getByRole('link', { name: 'Dead letters' }).click();
    await page.getByRole('heading', { name: 'Dead letters', level: 1 }).waitFor();
    await openOverview();
    await page.getByRole('rowheader', { name: 'us-main' }).getByRole('link').click();
    await page.getByRole('heading', { name: '1 letter: us-main' }).waitFor();
    expect(await page.getByRole('link', { name: 'fair-7' }).count()).toBe(1);
  });

  it('shows the total of each reason first, and scrolls to the letters of a chosen one', async () => {
    await openLetters();
    const first = page.getByRole('table').first();
    await first.waitFor();
    expect(await first.getByRole('row').nth(1).textContent()).toMatch(/^unknown store2/);
    await page.setViewportSize({ width: 1280, height: 420 });
    await first.getByRole('button', { name: 'unknown store' }).click();
    const title = page.getByRole('heading', { name: '2 letters: unknown store' });
    await title.waitFor();
    await until(async () => ((await title.boundingBox())?.y ?? 1_000) < 100);
    // The actions stand beside the title.
    const top = async (name: string): Promise<number> =>
      (await page.getByRole('button', { name }).boundingBox())?.y ?? 0;
    for (const name of ['Dry run', 'Discard …']) expect(await top(name)).toBeLessThan(100);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('5 letters selected').waitFor();
  });

  it('offers no green button where nothing passes, and asks for the number before a replay', async () => {
    await openLetters();
    await page.getByRole('button', { name: 'invalid signup' }).first().click();
    await page.getByText('1 letter selected').waitFor();
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByRole('heading', { name: 'Dry run: 0 of 1 letter would pass' }).waitFor();
    expect(await page.locator('button.primary').count()).toBe(0);
    await page.getByRole('button', { name: 'Replay 1 letter …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replay 1 letter' });
    await dialog.getByLabel('Type 1 to confirm').fill('2');
    await dialog.getByRole('button', { name: 'Replay 1 letter' }).click();
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(FOCUSED)).toBe('Replay 1 letter …');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('5 letters selected').waitFor();
  });

  it('counts apart what the shop decides', async () => {
    await page.route('**/api/plans/*', async (route) => {
      const response = await route.fetch();
      const plan = (await response.json()) as PlanResponse;
      await route.fulfill({
        response,
        json: { ...plan, total: 5, passing: 0, shopDecides: 5, failing: 0, needsForce: 0 },
      });
    });
    await page.getByRole('button', { name: 'Dry run' }).click();
    const heading = 'Dry run: 0 of 5 letters would pass, the shop decides about 5';
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.getByText('Letters that the shop decides about (5)').waitFor();
    await page.getByRole('button', { name: 'Replay 5 letters' }).waitFor();
    expect(await page.locator('button.primary').count()).toBe(0);
    await page.unroute('**/api/plans/*');
  });

  it('reads the queue again by itself when its list is older than a minute', async () => {
    const context = await browser.newContext();
    await context.addCookies(await page.context().cookies());
    const other = await context.newPage();
    await other.clock.install();
    let looks = 0;
    other.on('request', (request) => {
      if (request.url().endsWith('/api/looks')) looks += 1;
    });
    await other.goto(`${new URL(opened.url).origin}/#/letters`);
    await other.getByText(/read at/).waitFor();
    await other.clock.runFor(20_000);
    const before = looks;
    await other.clock.runFor(70_000);
    await until(() => looks > before);
    expect(looks).toBe(before + 1);
    await context.close();
  });

  it('turns grey when the queues or the console do not answer, and black again', async () => {
    await openOverview();
    const shown = (): Promise<unknown> => page.evaluate(INK);
    const black = await shown();
    await page.route('**/api/queues**', async (route) => {
      const response = await route.fetch();
      const json = {
        ...(await response.json()),
        samples: [],
        problem: 'the queue cannot be reached',
      };
      await route.fulfill({ response, json });
    });
    await page
      .getByText(/^The queue cannot be reached\. Numbers are of \d\d:\d\d:\d\d UTC\.$/)
      .waitFor();
    expect(await shown()).not.toBe(black);
    expect(await page.evaluate(PALE)).toEqual([]);
    await page.unroute('**/api/queues**');
    await page.getByText(/^live, \d\d:\d\d:\d\d UTC$/).waitFor();
    expect(await shown()).toBe(black);
  });

  it('shows text from letters as text, never as HTML', async () => {
    await openLetters();
    await page.locator(`a[href^="#/letters/"]`, { hasText: EVIL }).click();
    await page.getByRole('heading', { name: EVIL }).waitFor();
    await page.getByRole('button', { name: 'Reveal personal data' }).click();
    await said('with personal data');
    expect(await page.locator('pre').textContent()).toContain(JSON.stringify(EVIL).slice(1, -1));
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(await page.locator('main').textContent()).not.toMatch(/[\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u);
    expect(await page.title()).toBe('Dead letter · signup-relay console');
  });

  it('marks errors in the body, and shows personal data only when revealed', async () => {
    await openLetters();
    await page.getByRole('link', { name: 'web-1' }).click();
    await page.getByRole('heading', { name: 'Body' }).waitFor();
    expect(await page.locator('mark').textContent()).toContain('"phone"');
    expect(await page.getByText('A national phone needs').isVisible()).toBe(true);
    expect(await page.textContent('body')).not.toContain(PERSONAL);
    await page.getByRole('button', { name: 'Reveal personal data' }).click();
    await page.getByText(PERSONAL).waitFor();
    expect(await page.evaluate(FOCUSED)).toBe('Body');
    expect(addresses.filter((address) => address.includes('yawen'))).toEqual([]);
  });

  it.each([
    ['light', 360],
    ['dark', 1280],
  ] as const)(
    'fits in %s at %i pixels, with names for all controls and enough contrast',
    async (scheme, width) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      await openLetters();
      await page.getByRole('button', { name: 'Dry run' }).click();
      await page.getByRole('heading', { name: /^Dry run:/ }).waitFor();
      const check = async (): Promise<void> => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await page.evaluate(UNNAMED)).toEqual([]);
        expect(await page.evaluate(PALE)).toEqual([]);
      };
      await check();
      await page.getByRole('link', { name: 'web-1' }).click();
      await page.getByRole('heading', { name: 'Body' }).waitFor();
      await check();
      await page.getByRole('link', { name: 'Overview' }).click();
      await page.getByRole('rowheader', { name: 'us-main' }).waitFor();
      await check();
      const [red = 0] = await page.evaluate<number[]>(GROUND);
      expect(red > 128).toBe(scheme === 'light');
    },
  );

  it('discards only with a reason and the number typed', async () => {
    await openLetters();
    await page.getByRole('checkbox', { name: 'Select fair-7' }).check();
    await page.getByText('1 letter selected').waitFor();
    const discard = page.getByRole('button', { name: 'Discard …' });
    await discard.click();
    const dialog = page.getByRole('dialog', { name: 'Discard 1 letter' });
    await dialog.getByRole('button', { name: 'Discard 1 letter' }).click();
    await dialog.getByLabel('Why').fill('a test of the fair');
    await dialog.getByLabel('Type 1 to confirm').fill('2');
    await dialog.getByRole('button', { name: 'Discard 1 letter' }).click();
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(FOCUSED)).toBe('Discard …');
    expect(readdirSync(folder)).toEqual([]);
    await discard.click();
    await dialog.getByLabel('Why').fill('a test of the fair');
    await dialog.getByLabel('Type 1 to confirm').fill('1');
    await page.keyboard.press('Enter');
    await said(/^1 letter discarded\. The copy is in/);
    await page.getByText('4 letters, read at').waitFor();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('allows a replay with the keyboard alone', async () => {
    await openByKey();
    await tabTo('Dead letters');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'invalid signup' }).first().waitFor();
    // Two groups have this reason; the store of this one is configured by now.
    const group = page
      .getByRole('row', { name: /tw-main/ })
      .getByRole('button', { name: 'unknown store' });
    while (!(await group.evaluate((one) => one === one.ownerDocument.activeElement))) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByText('1 letter selected').waitFor();
    expect(await group.getAttribute('aria-pressed')).toBe('true');
    await tabTo('Dry run');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Dry run: 1 of 1 letter would pass' }).waitFor();
    await tabTo('Replay 1 letter');
    await page.keyboard.press('Enter');
    await said('1 letter replayed. None has come back so far.');
    await page.getByText('3 letters, read at').waitFor();
    expect(await page.evaluate(FOCUSED)).toMatch(/^1 letter replayed/);
    await until(() => relay.shopline.customers().length === 1);
  });

  it('corrects a letter: first the difference, then the corrected event', async () => {
    await openLetters();
    await page.getByRole('link', { name: 'web-1' }).click();
    await page.getByRole('heading', { name: 'Correct', exact: true }).waitFor();
    await page.getByLabel('Field').fill('customer.phone');
    await page.getByLabel('New value').fill('+886912345678');
    await page.getByLabel('Why').fill('phoned her');
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByRole('heading', { name: 'Dry run: nothing was changed.' }).waitFor();
    const difference = page.getByRole('table', { name: 'Difference' });
    expect(await difference.getByRole('row').nth(1).allTextContents()).toEqual([
      'customer.phone••••••',
    ]);
    // Another input: what was shown is no longer what would be sent.
    const send = page.getByRole('button', { name: 'Send the corrected event' });
    await page.getByLabel('New value').fill('+886912345679');
    expect(await send.count()).toBe(0);
    await page.getByText('Several fields at once').click();
    await page.getByLabel('Patch for data').fill('{"customer": {"note": "phoned"}}');
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await difference.getByText('customer.note').waitFor();
    await send.click();
    await page.getByRole('heading', { name: 'Corrected: the event is on the queue' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Body' }).count()).toBe(0);
    await until(() => relay.shopline.customers().some(({ email }) => email === PERSONAL), 20_000);
    expect(addresses.filter((address) => address.includes('9123456'))).toEqual([]);
  });

  it('caused no error or warning in the browser', () => {
    expect(complaints).toEqual([]);
  });
});

/** Receives a letter without deleting it. It is in the queue but cannot be read, as all letters during a refresh. */
async function makeInFlight(sqs: Consumer['sqs']): Promise<void> {
  await putMessage(sqs, 'deadLetters', '{}', { reason: 'rejected' });
  await sqsCall(sqs, 'deadLetters', 'ReceiveMessage', { VisibilityTimeout: 600 });
}

/** Runs in the page. */
const INK = `getComputedStyle(document.querySelector('.tile .value')).color`;
const FOCUSED = 'document.activeElement.textContent.trim() || document.activeElement.name';
const UNNAMED = `[...document.querySelectorAll('button, a, input, section, nav, table, [role=img], [role=region]')]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.ariaLabel || one.ariaLabelledByElements?.length || one.labels?.length ||
    (!one.matches('section, nav, table, [role]') && one.textContent.trim())))
  .map((one) => one.outerHTML.slice(0, 120))`;
const GROUND = 'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)';
/** Texts with a contrast below 4.5 : 1, without disabled ones. */
const PALE = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pale = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !one.checkVisibility() || one.closest(':disabled, .hidden, .skip')) continue;
    const [a, b] = [luminance(parse(getComputedStyle(one).color)), luminance(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) pale.add(one.className + ': ' + walker.currentNode.data.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return [...pale];
})()`;
