import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { blankPage, noBrowser, openBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';

if (noBrowser !== undefined) console.warn(`skipped: ${noBrowser}`);

const functions = {
  consume: new URL('../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../src/main/receive.ts', import.meta.url),
};
/** The texts of the two check boxes. */
const BY_EMAIL = 'I agree to get news and offers by e-mail.';
const BY_SMS = 'I agree to get news and offers by SMS.';

const LANGUAGES = [
  {
    language: 'en',
    texts: {
      email: /^E-mail/,
      byEmail: BY_EMAIL,
      send: 'Sign up',
      thanks: 'Thank you',
      problem: 'Please enter a whole e-mail address',
      answered: 'The form needs an e-mail address or a phone number',
      refused:
        'You are not signed up yet: this e-mail address cannot be used. Check it, then sign up again.',
    },
  },
  {
    language: 'zh-TW',
    texts: {
      email: /^電子郵件/,
      byEmail: '我同意以電子郵件接收最新消息與優惠。',
      send: '送出',
      thanks: '謝謝您',
      problem: '請填寫完整的電子郵件地址',
      answered: '請回到上一頁，填寫可以使用的電子郵件或電話號碼',
      refused: '還沒有註冊成功：這個電子郵件地址無法使用。請檢查後再送出一次。',
    },
  },
] as const;

describe.skipIf(noBrowser !== undefined)('the sign-up page in Chromium', () => {
  let relay: LocalRelay;
  let browser: Browser;
  let taiwanese: Browser;
  const log: string[] = [];
  beforeAll(async () => {
    const onLogLine = (line: string): void => void log.push(line);
    relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine });
    [browser, taiwanese] = await Promise.all([openBrowser('en'), openBrowser('zh-TW')]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), taiwanese?.close()]);
    await relay?.close();
  });

  async function open(one = browser): Promise<Page> {
    const page = await blankPage(one);
    await page.goto(relay.url);
    return page;
  }

  async function openWithoutScripts(one: Browser): Promise<Page> {
    const page = await one.newPage({ javaScriptEnabled: false });
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

  describe.each(LANGUAGES)('in $language', ({ language, texts }) => {
    const own = (): Browser => (language === 'en' ? browser : taiwanese);
    const openPage = (): Promise<Page> => open(own());
    const send = (page: Page) => page.getByRole('button', { name: texts.send }).click();
    const told = (page: Page) => page.locator('html').getAttribute('lang');

    it.each([true, false])(
      'signs up with the consent that was read, scripts %s',
      async (scripts) => {
        const page = await (scripts ? open(own()) : openWithoutScripts(own()));
        expect([await told(page), await page.evaluate(FIRST)]).toEqual([language, language]);
        const email = `reader-${scripts}.${language}@example.com`.toLowerCase();
        await page.getByRole('textbox', { name: texts.email }).fill(email);
        await page.getByLabel(texts.byEmail).check();
        await send(page);
        await page.waitForURL(`${relay.url}/thanks`);
        expect(await page.getByRole('heading').textContent()).toBe(texts.thanks);
        expect(await told(page)).toBe(language);
        expect(await arrived(email)).toMatchObject({
          is_subscribed_marketing_email: true,
          is_subscribed_marketing_sms: false,
        });
      },
    );

    it('refuses a bad e-mail before it is sent, in its own words', async () => {
      const page = await openPage();
      const problem = page.getByText(texts.problem);
      expect(await problem.isVisible()).toBe(false);
      await page.getByRole('textbox', { name: texts.email }).fill('ada@example');
      await send(page);
      expect(await problem.isVisible()).toBe(true);
      expect(page.url()).toBe(`${relay.url}/`);
    });

    it.each([
      // The browser names the page: the relay sends it back there.
      ['/?from=line', '/?from=line&signup_error=contact', texts.refused],
      // It names the origin only, which may not be the form: the relay answers in both languages.
      ['/', '/webhooks/tw-main/html-form', texts.answered],
    ])('says so where the relay refuses an e-mail from %s', async (from, to, words) => {
      const page = await openPage();
      await page.goto(`${relay.url}${from}`);
      expect(await page.getByText(texts.refused).isVisible()).toBe(false);
      await page.getByRole('textbox', { name: texts.email }).fill('ada..x@example.com');
      await send(page);
      await page.waitForURL(`${relay.url}${to}`);
      expect(await page.getByText(words).isVisible()).toBe(true);
    });

    it('fits at 320 and 360 pixels', async () => {
      const page = await openPage();
      await page.goto(`${relay.url}/?signup_error=contact`);
      for (const width of [320, 360]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
    });
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
    const lines = log.join('\n').split('\n');
    const skipped = lines.filter((line) => line.includes('"outcome":"skipped"'));
    // The shops post what the relay itself wrote.
    expect(skipped.filter((line) => !/\/(?:shopline|shoplazza)"/.test(line))).toEqual([]);
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
    const page = await open();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
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
const FIRST = 'navigator.languages[0]';
const FOCUSED = 'document.activeElement.name || document.activeElement.textContent.trim()';
const UNNAMED = '[...document.querySelectorAll("input")].filter((one) => !one.labels.length)';
const GROUND = 'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)';
