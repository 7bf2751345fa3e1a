import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explained } from '../../../src/cli/explain/explained.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { sharedFolder } from '../../support/package-service.ts';
import { runCli } from '../../../src/cli/run-cli.ts';

// Several test files use this module in one process. The end of the run removes the folder.
mkdirSync(sharedFolder(process.ppid), { recursive: true });
const folder = mkdtempSync(join(sharedFolder(process.ppid), 'explain-'));
let files = 0;
/** Path of a new file with this content. */
export const fileOf = (content: unknown): string => {
  const path = join(folder, `${(files += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const SOURCES = {
  form: { tool: 'typeform', fields: { firstName: 'ref_given', 'consent.email': 'ref_ok' } },
  plain: { tool: 'html-form' },
  tally: { tool: 'tally' },
  mail: { tool: 'mailchimp' },
  line: { tool: 'line' },
  'line-form': {
    tool: 'html-form',
    public: {
      origins: ['https://shop.example.com'],
      line: { channelId: '1234567890', externalId: true },
    },
  },
  shop: { tool: 'shopify' },
  native: { tool: 'standard-webhooks' },
};
export const SHOPLINE = {
  platform: 'shopline',
  baseUrl: 'https://open.shopline.io/v1',
  accessToken: 'an-invented-token',
  userAgent: 'my-shop',
  country: 'TW',
  sources: SOURCES,
};
export const SHOPLAZZA = {
  platform: 'shoplazza',
  baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
  accessToken: 'an-invented-token',
  country: 'TW',
  sources: SOURCES,
};

/** The command, with what it says. */
export async function run(...args: readonly string[]) {
  const { terminal, out, err } = aTerminal();
  const code = await runCli(args, terminal);
  return { code, out: out(), err: err() };
}

/** What `explain --json` says of a delivery. */
export async function explained(content: unknown, source: string, store: object = SHOPLINE) {
  const names = ['--store', 'tw-main', '--source', source];
  const { code, out } = await run(
    'explain',
    fileOf(content),
    ...names,
    '--config',
    fileOf(store),
    '--json',
  );
  const { signups } = JSON.parse(out) as { signups: Explained[] };
  return { code, signups };
}

/** The fields of its one signup, by path. */
export async function fieldsOf(content: unknown, source: string, store?: object) {
  const { signups } = await explained(content, source, store);
  const [one] = signups;
  if (one?.outcome !== 'mapped') throw new Error(`not mapped: ${JSON.stringify(one)}`);
  return new Map(one.fields.map((field) => [field.field, field]));
}

export const FORM = {
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'email=ada%40example.com&phone=0912345678&sex=female',
};
export const EVENT = {
  specversion: '1.0',
  id: 'e-1',
  source: '/pos/1',
  type: 'customer.signed_up',
  time: '2026-09-15T03:04:05Z',
  data: {
    store: 'tw-main',
    customer: { email: 'ada@example.com', externalId: 'crm-7', tags: ['fair'] },
  },
};
