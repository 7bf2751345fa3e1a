import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../src/event/errors.ts';
import { LEFT_OUT_RULES } from '../src/event/left-out.ts';
import { readConfiguration } from '../src/cli/stores/read-configuration.ts';
import { NO_WORDS, YES_WORDS } from '../src/sources/form/consent-words.ts';

describe('the documentation', () => {
  it('has one row per reason, and no other', () => {
    const page = readFileSync('docs/reasons.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
    expect(documented).toEqual([...REASONS, 'crashed']);
  });

  it('has one row per rule of what is left out, and no other', () => {
    const page = readFileSync('docs/left-out.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, rule]) => rule);
    expect(documented).toEqual([...LEFT_OUT_RULES]);
  });

  it.each([
    ['## Words that grant', YES_WORDS],
    ['## Words that deny', NO_WORDS],
  ])('prints the closed list under %s as the code has it', (title, words) => {
    const page = readFileSync('docs/consent.md', 'utf8');
    const section = page.slice(page.indexOf(title)).split(/^## /m)[1] ?? '';
    const rows = [...section.matchAll(/^\| ([^|`]+) \| (.*) \|$/gm)]
      .filter(([, language]) => language !== 'language')
      .map(([, language = '', list = '']) => [
        language,
        [...list.matchAll(/`([^`]+)`/g)].map(([, word]) => word),
      ]);
    expect(Object.fromEntries(rows)).toEqual(words);
  });

  it.each(['README.md', 'README.zh-TW.md'])('%s has the number of the samples', (path) => {
    const samples = JSON.parse(readFileSync('events/samples.json', 'utf8')) as unknown[];
    const page = readFileSync(path, 'utf8');
    const numbers = [...page.matchAll(/(\d+)(?= samples| 個範例| of \d+ samples)/g)];
    expect(new Set(numbers.map(([, number]) => Number(number)))).toEqual(new Set([samples.length]));
  });

  it('keeps the README within 120 lines', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(121);
  });

  it('shows the sources of a store whole: the file that the last command of the README runs on', () => {
    const readme = readFileSync('README.md', 'utf8');
    const example = readFileSync('docs/store.example.json', 'utf8');
    const shown = [...readme.matchAll(/^```json\n([\s\S]*?)```$/gm)].map(([, text]) => text ?? '');
    const stores = shown.filter((text) => text.includes('"platform"'));
    expect(stores.map((text) => JSON.parse(text) as unknown)).toEqual([JSON.parse(example)]);
    expect(readConfiguration('tw-main', example)).toMatchObject({ mistakes: [], warnings: [] });
    const files = [...readme.matchAll(/`npx signup-relay explain ([^`]+)`/g)].flatMap(
      ([, words = '']) => words.split(' ').filter((word) => word.endsWith('.json')),
    );
    expect(files).toEqual(['events/webhooks/typeform.json', 'docs/store.example.json']);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it.each(globSync('docs/sources/*.md').toSorted())(
    '%s says where its JSON goes, and which command puts it there',
    (path) => {
      const page = readFileSync(path, 'utf8');
      expect(page).toContain('[a whole file](../store.example.json)');
      expect(page).toContain('store put <store> <store>.json --execute`');
      expect(page).toContain("`<relay>` is the host of the stack's output `WebhookUrl`");
    },
  );

  it('has a guarantee against every known failure', () => {
    const page = readFileSync('docs/guarantees.md', 'utf8');
    const failures = [...page.matchAll(/^\| D(\d+)(?:–D(\d+))?/gm)].flatMap(([, first, last]) =>
      Array.from(
        { length: Number(last ?? first) - Number(first) + 1 },
        (_, i) => Number(first) + i,
      ),
    );
    expect(failures).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  });

  it('lists every shared fixture of the tests once', () => {
    const page = readFileSync('test/support/README.md', 'utf8');
    const rows = page
      .split('\n')
      .flatMap((line) => (line.startsWith('| `') ? line.split(' | ', 1) : []));
    const listed = rows.flatMap((row) =>
      [...row.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
    );
    const files = readdirSync('test/support').filter((file) => file.endsWith('.ts'));
    expect(listed.toSorted()).toEqual(files.toSorted());
  });

  it('names a proof for every guarantee', () => {
    const page = readFileSync('docs/guarantees.md', 'utf8');
    const rows = page.split('\n').filter((line) => /^\| (?!promise|failure|-)/.test(line));
    const claims = rows.filter((line) => line.split(' | ').length === 3);
    expect(claims.length).toBeGreaterThan(40);
    expect(claims.filter((line) => !/`(test\/|npm run )[^`]+`[^|]*\|$/.test(line))).toEqual([]);
  });
});

/** What a store does not take these tools without. */
const EXTRA: Readonly<Record<string, object>> = {
  surveycake: { fetch: { key: '0123456789abcdef', iv: '0123456789abcdef' } },
  'meta-lead-ads': { fetch: { token: 'x' }, verifyToken: 'a-verify-token' },
  hubspot: { fetch: { token: 'x' } },
};

describe.each(
  'html-form typeform tally jotform google-forms surveycake meta-lead-ads hubspot klaviyo mailchimp brevo activecampaign custom'.split(
    ' ',
  ),
)('the page of %s', (tool) => {
  const page = readFileSync(`docs/sources/${tool}.md`, 'utf8');
  const lines = [...page.matchAll(/^("consent\.\w+": \{.*\})$/gm)].map(([, line]) => line ?? '');

  it.each(['Consent', 'Trust', 'What cannot be used'])('has the section %s', (title) => {
    expect(page).toContain(`\n## ${title}\n`);
  });

  it.runIf(lines.length > 0)('shows lists of answers that a store takes', () => {
    for (const line of lines) {
      const fields = JSON.parse(`{${line}}`) as object;
      const store = {
        platform: 'shoplazza',
        baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
        accessToken: 'an-invented-token',
        sources: {
          x: {
            tool,
            ...EXTRA[tool],
            ...(tool === 'custom' ? { delivery: { fields } } : { fields }),
          },
        },
      };
      expect(readConfiguration('x', JSON.stringify(store)).mistakes).toEqual([]);
    }
  });
});

it.each(['shopify', 'standard-webhooks'])(
  'the page of %s says what an anonymous sender can do and what not',
  (tool) => {
    const page = readFileSync(`docs/sources/${tool}.md`, 'utf8');
    const section = page.slice(page.indexOf('\n## Who is believed\n'));
    for (const words of ['anonymous', 'e-mail', 'phone', 'refusal'])
      expect(section).toContain(words);
  },
);

const PAGES = [
  'README.zh-TW.md',
  'docs/zh-TW/runbook.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'docs/guarantees.md',
  'docs/imports.md',
  'docs/privacy.md',
  'docs/producers.md',
  'docs/upgrading.md',
  ...globSync('docs/decisions/*.md'),
];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

describe.each(PAGES.toSorted())('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('names only files and folders that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|docs|schemas|scripts|events)\/[^`\s]+)`/g)];
    // `<tool>` stands for any name; what `npm run generate` makes is not in Git.
    const missing = named
      .map(([, path = '']) => path)
      .filter((path) => !path.startsWith('src/generated/'))
      .filter((path) => globSync(path.replaceAll(/<[^>]+>/g, '*')).length === 0);
    expect(missing).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const named = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('runs only test files that exist', () => {
    const named = [...text.matchAll(/\b(test\/[\w/.-]+)/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(path.replace(/[./]+$/, '')))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const folder = page.split('/').slice(0, -1).join('/') || '.';
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const files = links.filter((link) => !link.startsWith('https://'));
    expect(files.filter((link) => !existsSync(`${folder}/${link}`))).toEqual([]);
  });
});

interface Decision {
  readonly file: string;
  readonly title: string;
  readonly date: string;
  readonly state: string;
  readonly replacedBy: string | undefined;
}

const FOLDER = 'docs/decisions';
const HEAD =
  /^# (?<number>\d{4}) (?<title>[^\n]+[^.\n])\n\nDate: (?<date>\d{4}-\d{2}-\d{2})\. State: (?<state>in force|(?:partly )?replaced)(?: by (?<by>\d{4}))?\.\n/;
const SECTIONS = ['Context', 'Choice', 'Price'];
const files = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .toSorted();

function readDecision(file: string): Decision {
  const { title = '', date = '', state = '', by } = HEAD.exec(textOf(file))?.groups ?? {};
  return { file, title, date, state, replacedBy: by };
}

const textOf = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');
const numberOf = (file: string): string => file.slice(0, 4);

describe('the decisions', () => {
  it('are numbered without a gap', () => {
    const numbers = files.map((_, at) => String(at + 1).padStart(4, '0'));
    expect(files.map(numberOf)).toEqual(numbers);
  });

  it.each(files)('%s has title, date, state, context, choice and price in 25 lines', (file) => {
    const text = textOf(file);
    expect(HEAD.exec(text)?.groups?.['number']).toBe(numberOf(file));
    const [, ...sections] = text.split('\n\n## ');
    expect(sections.map((section) => section.split('\n')[0])).toEqual(SECTIONS);
    expect(sections.filter((section) => section.split('\n').length < 2)).toEqual([]);
    expect(text).not.toMatch(/\n###/);
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(25);
  });

  it('name what replaced them, and nothing else does', () => {
    const decisions = files.map(readDecision);
    const wrong = decisions.filter(({ state, replacedBy }) =>
      state === 'in force' ? replacedBy : !files.some((file) => numberOf(file) === replacedBy),
    );
    expect(wrong).toEqual([]);
  });

  it('are listed in the index, as they stand', () => {
    const nameOf = (number: string): string =>
      files.find((file) => numberOf(file) === number) ?? number;
    const rows = files.map(readDecision).map(({ file, title, date, state, replacedBy }) => {
      const by = replacedBy === undefined ? '–' : `[${replacedBy}](${nameOf(replacedBy)})`;
      return `| [${numberOf(file)}](${file}) | ${title} | ${date} | ${state} | ${by} |`;
    });
    const listed = textOf('README.md')
      .split('\n')
      .filter((line) => line.startsWith('| ['));
    expect(listed).toEqual(rows);
  });
});
