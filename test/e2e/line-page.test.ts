import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { blankPage, noBrowser, openBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';

if (noBrowser !== undefined) console.warn(`skipped: ${noBrowser}`);

const functions = {
  consume: new URL('../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../src/main/receive.ts', import.meta.url),
};
const USER = 'U0123456789abcdef0123456789abcdef';

const LANGUAGES = [
  {
    language: 'en',
    texts: {
      greeting: 'Signed in with LINE as',
      phone: 'Mobile phone',
      byEmail: 'I agree to get news and offers by e-mail.',
      bySms: 'I agree to get news and offers by SMS.',
      email: /^E-mail/,
      send: 'Sign up',
      refused: 'LINE has to confirm again who you are.',
      later: 'Please send the form again in a moment.',
    },
  },
  {
    language: 'zh-TW',
    texts: {
      greeting: '您以這個 LINE 帳號登入',
      phone: '手機號碼',
      byEmail: '我同意以電子郵件接收最新消息與優惠。',
      bySms: '我同意以簡訊接收最新消息與優惠。',
      email: /^電子郵件/,
      send: '送出',
      refused: '需要請 LINE 再次確認您的身分。',
      later: '請稍後再送出一次。',
    },
  },
] as const;

describe.skipIf(noBrowser !== undefined)('the page in LINE, in Chromium', () => {
  let relay: LocalRelay;
  const browsers = new Map<string, Browser>();
  const log: string[] = [];
  beforeAll(async () => {
    const onLogLine = (line: string): void => void log.push(line);
    relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine });
    for (const { language } of LANGUAGES) browsers.set(language, await openBrowser(language));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...browsers.values()].map((browser) => browser.close()));
    await relay?.close();
  });

  /** Opens the page as a user of LINE. */
  async function open(language: string, user: Readonly<Record<string, string>>): Promise<Page> {
    const browser = browsers.get(language);
    if (!browser) throw new Error('no browser');
    const page = await blankPage(browser);
    await page.goto(`${relay.url}/line?${new URLSearchParams(user).toString()}`);
    return page;
  }

  const customers = (store: string): readonly object[] =>
    store === 'tw-main'
      ? relay.services.shopline.customers()
      : relay.services.shoplazza.customers();

  const customer = (store: string, email: string): object | undefined =>
    customers(store).find((one) => 'email' in one && one.email === email);

  /** Waits until both statements of the user have arrived. */
  async function arrived(store: string, email: string, text: string): Promise<object> {
    await until(() => JSON.stringify(customer(store, email) ?? '').includes(text), 20_000);
    return customer(store, email) ?? {};
  }

  describe.each(LANGUAGES)('in $language', ({ language, texts }) => {
    const send = (page: Page) => page.getByRole('button', { name: texts.send }).click();

    it.each(['tw-main', 'us-main'])(
      'makes a customer of %s with the e-mail of the token, and leaves the one with the typed phone untouched',
      async (store) => {
        const id = `${store}-${language}`.toLowerCase();
        const phone = `+8869${language === 'en' ? '1' : '2'}${store === 'tw-main' ? '1' : '2'}345678`;
        const owner = { email: `owner-${id}@example.com`, phone, firstName: 'Owner' };
        await relay.send(
          JSON.stringify({
            specversion: '1.0',
            id,
            source: '/test',
            type: 'customer.signed_up',
            data: { store, customer: owner },
          }),
        );
        const before = JSON.stringify(await arrived(store, owner.email, 'Owner'));
        const email = `mei-${id}@example.com`;
        const page = await open(language, { line_email: email, line_name: '小美' });
        await page.getByText(texts.greeting).waitFor();
        expect(await page.getByText('小美').isVisible()).toBe(true);
        expect(await page.getByText(email).isVisible()).toBe(true);
        expect(await page.getByRole('textbox', { name: texts.email }).count()).toBe(0);
        await page.evaluate(`document.forms[0].action = '/webhooks/${store}/line-form'`);
        await page.getByLabel(texts.phone).fill(phone);
        await page.getByLabel(texts.byEmail).check();
        await page.getByLabel(texts.bySms).check();
        await send(page);
        await page.waitForURL(`${relay.url}/thanks`);
        const made = await arrived(store, email, '小美');
        expect(made).toMatchObject(
          store === 'tw-main'
            ? {
                name: '小美',
                ref_user_id: USER,
                is_subscribed_marketing_email: true,
                is_subscribed_marketing_sms: false,
              }
            : { first_name: '小美', accepts_marketing: true, accepts_sms_marketing: false },
        );
        expect(JSON.stringify(made)).not.toContain(phone.slice(4));
        expect(JSON.stringify(customer(store, owner.email))).toBe(before);
      },
    );

    it('gives the typed phone to a customer whom it makes', async () => {
      const email = `phone-${language}@example.com`.toLowerCase();
      const page = await open(language, { line_email: email, line_name: '小華' });
      await page.getByText(email).waitFor();
      await page.getByLabel(texts.phone).fill(language === 'en' ? '0933 345 678' : '0934 345 678');
      await page.getByLabel(texts.bySms).check();
      await send(page);
      await page.waitForURL(`${relay.url}/thanks`);
      expect(await arrived('tw-main', email, '小華')).toMatchObject({
        mobile_phone: language === 'en' ? '0933345678' : '0934345678',
        is_subscribed_marketing_sms: true,
        is_subscribed_marketing_email: false,
      });
    });

    it('asks for an e-mail that LINE does not tell', async () => {
      const page = await open(language, { line_email: '', line_name: '阿明' });
      await page.getByText('阿明').waitFor();
      const email = `typed-${language}@example.com`.toLowerCase();
      await page.getByRole('textbox', { name: texts.email }).fill(email);
      await send(page);
      await page.waitForURL(`${relay.url}/thanks`);
      expect(await arrived('tw-main', email, USER)).toMatchObject({ name: '阿明' });
    });

    it('says so where the token is of another channel, and where the relay has to wait', async () => {
      const email = `other-${language}@example.com`.toLowerCase();
      const page = await open(language, { line_email: email, line_aud: '9' });
      await page.getByText(email).waitFor();
      await send(page);
      await page.getByText(texts.refused).waitFor();
      const again = await open(language, { line_email: email });
      await again.getByText(email).waitFor();
      await again.route('**/webhooks/**', (route) => route.fulfill({ status: 503 }), { times: 1 });
      await send(again);
      await again.getByText(texts.later).waitFor();
      expect(customer('tw-main', email)).toBeUndefined();
      await send(again);
      await again.waitForURL(`${relay.url}/thanks`);
      await arrived('tw-main', email, USER);
    });

    it('fits at 320 pixels', async () => {
      const page = await open(language, {});
      await page.setViewportSize({ width: 320, height: 800 });
      await page.getByText(texts.greeting).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    });
  });

  it('writes no personal data and no token to a log or a queue', () => {
    const text = log.join('\n');
    expect(text).toContain('"outcome":"created"');
    expect(text).toContain('the ID token is for another channel');
    expect(text).not.toMatch(new RegExp(`example\\.com|小美|345678|eyJ|${USER}`));
    expect(JSON.stringify(relay.services.sqs.peek('signups'))).not.toMatch(/eyJ/);
  });
});
