import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { noBrowser, openBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';

if (noBrowser !== undefined) console.warn(`skipped: ${noBrowser}`);

const functions = {
  consume: new URL('../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../src/main/receive.ts', import.meta.url),
};
/** The texts of the two check boxes. */
const BY_EMAIL = 'I agree to get news and offers by e-mail.';
const BY_SMS = 'I agree to get news and offers by SMS.';

describe.skipIf(noBrowser !== undefined)('the sign-up page in Chromium', () => {
  let relay: LocalRelay;
  let browser: Browser;
  const log: string[] = [];
  beforeAll(async () => {
    const onLogLine = (line: string): void => void log.push(line);
    relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine });
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await relay?.close();
  });

  async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options);
    onTestFinished(() => page.close());
    await page.goto(relay.url);
    return page;
  }

  /** Submits the form; fails unless the thank-you page follows. */
  async function submit(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.waitForURL(`${relay.url}/thanks`);
    expect(await page.getByRole('heading').textContent()).toBe('Thank you');
  }

  const customer = (email: string) =>
    relay.services.shopline.customers().find((one) => one.email === email);

  async function arrived(email: string) {
    await until(() => customer(email) !== undefined, 20_000);
    return customer(email);
  }

  it('creates a customer with the entered data and the ticked consent', async () => {
    const page = await open();
    await page.getByLabel('Name').fill('陳雅雯');
    await page.getByRole('textbox', { name: /^E-mail/ }).fill('yawen.chen@example.com');
    await page.getByLabel('Mobile phone').fill('0912 345 671');
    await page.getByLabel('Birthday').fill('1992-05-14');
    await page.getByLabel(BY_EMAIL).check();
    await submit(page);
    expect(await arrived('yawen.chen@example.com')).toMatchObject({
      name: '陳雅雯',
      mobile_phone: '0912345671',
      mobile_phone_country_calling_code: '886',
      birth_year: 1992,
      birth_month: 5,
      birth_day: 14,
      is_subscribed_marketing_email: true,
      is_subscribed_marketing_sms: false,
    });
  });

  it.each(['ada', 'ada@example', 'ada@example.c', 'ada @example.com', 'ada@@example.com'])(
    'refuses the e-mail %s before it thanks',
    async (email) => {
      const page = await open();
      await page.getByRole('textbox', { name: /^E-mail/ }).fill(email);
      await page.getByRole('button', { name: 'Sign up' }).click();
      expect(await page.locator('input:invalid').getAttribute('name')).toBe('email');
      expect(page.url()).toBe(`${relay.url}/`);
    },
  );

  it.each([
    ['neither', [], { is_subscribed_marketing_email: false, is_subscribed_marketing_sms: false }],
    ['SMS', [BY_SMS], { is_subscribed_marketing_email: false, is_subscribed_marketing_sms: true }],
    [
      'both',
      [BY_EMAIL, BY_SMS],
      { is_subscribed_marketing_email: true, is_subscribed_marketing_sms: true },
    ],
  ])('records no consent beyond %s', async (name, boxes, consent) => {
    const email = `${name.toLowerCase()}@example.com`;
    const page = await open();
    for (const box of await page.getByRole('checkbox').all()) {
      expect(await box.isChecked()).toBe(false);
    }
    await page.getByRole('textbox', { name: /^E-mail/ }).fill(email);
    await page.getByLabel('Mobile phone').fill(PHONES[name] ?? '');
    for (const box of boxes) await page.getByLabel(box).check();
    await submit(page);
    expect(await arrived(email)).toMatchObject(consent);
  });

  it('works by keyboard alone, which never reaches the honeypot', async () => {
    const page = await open();
    const passed: string[] = [];
    const tabTo = async (name: string): Promise<void> => {
      do {
        await page.keyboard.press('Tab');
        passed.push(await page.evaluate(FOCUSED));
      } while (passed.at(-1) !== name && passed.length < 20);
      expect(passed.at(-1)).toBe(name);
    };
    await tabTo('email');
    await page.keyboard.type('keys@example.com');
    await tabTo('email_news');
    await page.keyboard.press('Space');
    await tabTo('Sign up');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${relay.url}/thanks`);
    expect(await arrived('keys@example.com')).toMatchObject({
      is_subscribed_marketing_email: true,
      is_subscribed_marketing_sms: false,
    });
    expect(new Set(passed)).toEqual(
      new Set(['name', 'email', 'phone', 'birthday', 'email_news', 'sms_news', 'Sign up']),
    );
  });

  it('creates no customer for a bot that fills in the honeypot', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: /^E-mail/ }).fill('robot@example.com');
    await page.evaluate('document.forms[0].website.value = "https://robot.example"');
    await submit(page);
    // This signup was sent later, so the other one would have arrived by now.
    await page.goto(relay.url);
    await page.getByRole('textbox', { name: /^E-mail/ }).fill('after.robot@example.com');
    await submit(page);
    await arrived('after.robot@example.com');
    expect(customer('robot@example.com')).toBeUndefined();
    // It did not even reach the queue.
    expect(log.join('\n')).not.toContain('"outcome":"skipped"');
  });

  it('leads to the thank-you page also from 127.0.0.1', async () => {
    const page = await open();
    await page.goto(relay.url.replace('localhost', '127.0.0.1'));
    await page.getByRole('textbox', { name: /^E-mail/ }).fill('number@example.com');
    await submit(page);
    expect(await arrived('number@example.com')).toMatchObject({ name: null });
  });

  it('does not send a form without an e-mail', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Sign up' }).click();
    expect(page.url()).toBe(`${relay.url}/`);
    expect(await page.evaluate(FOCUSED)).toBe('email');
  });

  it.each([
    ['light', 320],
    ['dark', 1280],
  ] as const)('fits in %s at %i pixels and names every field', async (colorScheme, width) => {
    const page = await open({ colorScheme, viewport: { width, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.evaluate(UNNAMED)).toEqual([]);
    const [red = 0] = await page.evaluate<number[]>(GROUND);
    expect(red > 128).toBe(colorScheme === 'light');
  });

  it('writes no entered data to a log', () => {
    expect(log.join('\n')).toContain('"outcome":"created"');
    expect(log.join('\n')).not.toMatch(/example\.com|陳雅雯|912345671/);
  });
});

const PHONES: Readonly<Record<string, string>> = { SMS: '0912 345 672', both: '0912 345 673' };

/** Runs in the page. */
const FOCUSED = 'document.activeElement.name || document.activeElement.textContent.trim()';
const UNNAMED = '[...document.querySelectorAll("input")].filter((one) => !one.labels.length)';
const GROUND = 'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)';
