import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../src/event/errors.ts';
import { sampleSources } from '../src/local/samples/sources.ts';
import { anchorsOf, slugOf } from './support/markdown.ts';

// The Chinese pages are written for their readers and not translated. What a reader types, searches or looks up is the
// same as in the English pages: these tests compare it, and no words.

/** Fenced blocks without their comments, which are in the language of the page. */
const blocksOf = (text: string, kinds = ''): readonly string[] =>
  [...text.matchAll(/^```([a-z]*)\n([\s\S]*?)^```$/gm)]
    .filter(([, kind = '']) => kinds === '' || kinds.split(' ').includes(kind))
    .map(([, , block = '']) => block.replaceAll(/ +# .*$/gm, ''));

const withoutBlocks = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '');

/** A placeholder such as `<event id>` may be named in the language of the page. */
const sameHole = (code: string): string =>
  code.replaceAll(/<[^<>/]*[ \p{Script=Han}][^<>/]*>/gu, '<…>');

const setOf = (found: Iterable<RegExpMatchArray>): readonly string[] =>
  [...new Set([...found].map(([, one = '']) => sameHole(one)))].toSorted();

const spansOf = (text: string) => setOf(withoutBlocks(text).matchAll(/`([^`\n]+)`/g));

/** Words on the screens of AWS and on the dashboard. */
const screenWordsOf = (text: string) => setOf(text.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g));

/** Without code, links, the parts of an address, and HTML. */
const proseOf = (text: string): string =>
  withoutBlocks(text)
    .replaceAll(/`[^`\n]+`/g, '')
    .replaceAll(/\]\([^)]+\)/g, ']')
    .replaceAll(/https?:\S+/g, '')
    .replaceAll(/<[^>]+>/g, '');

const isCommand = (code: string): boolean => /^(?:npx|npm|aws|export|--param) ?/.test(code);

describe.each(['README.zh-TW.md', 'docs/zh-TW/runbook.md'])('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('is linked from its English page, and links back', () => {
    const english = page.replace('.zh-TW', '').replace('zh-TW/', '');
    const [link, back] =
      page === 'README.zh-TW.md' ? [page, english] : ['zh-TW/runbook.md', '../runbook.md'];
    expect(readFileSync(english, 'utf8')).toContain(`[繁體中文](${link})`);
    expect(text).toContain(`[English](${back})`);
  });

  it('has the characters, words and punctuation of Taiwan', () => {
    const prose = proseOf(text);
    const simplified =
      /[们这个为从会关写务动单发变号启员图处备头实对导层属带应开异归录总户护报担数断无时显权条来构标样检测满点热环现电码签类级纯线组细终经结绕给络统续维编网职联节获补装观规视计认让议记设访证评识试话该详误说请读调谁负责败货质购费资转轮输边达过还进远违连迟选递逻遗邮释针钥错键长门闭问间队阶际险随难页项须预领频题额验]/gu;
    const elsewhere =
      /信息|軟件|默認|配置|文件夾|數據|服務器|網絡|接口|用戶|登錄|視頻|令牌|隊列|緩存|回滾/gu;
    const halfWidth = /\p{Script=Han}[,;:!?()]|[,;:!?()]\p{Script=Han}/gu;
    for (const wrong of [simplified, elsewhere, halfWidth]) expect(prose.match(wrong)).toBeNull();
  });

  it('has short sentences', () => {
    const sentences = proseOf(text).split(/[。？！：；\n|]/u);
    expect(sentences.filter((one) => (one.match(/\p{Script=Han}/gu) ?? []).length > 45)).toEqual(
      [],
    );
  });

  it('writes every code as code', () => {
    expect(proseOf(text).match(/\b[a-z]+_[a-z_]+\b|(?<!\S)--[a-z]\S*/g)).toBeNull();
  });

  it('links only to places that exist', () => {
    const folder = page.split('/').slice(0, -1).join('/') || '.';
    const links = [...text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g)];
    expect(links.length).toBeGreaterThan(10);
    const broken = links.filter(([, file = '', anchor]) => {
      const path = file === '' ? page : `${folder}/${file}`;
      if (!existsSync(path)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(path, 'utf8')).has(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe('README.zh-TW.md beside README.md', () => {
  const text = readFileSync('README.zh-TW.md', 'utf8');
  const english = readFileSync('README.md', 'utf8');

  it('has the same blocks to type and to save', () => {
    expect(blocksOf(text, 'sh json')).toEqual(blocksOf(english, 'sh json'));
  });

  it('has the same commands in its sentences', () => {
    expect(spansOf(text).filter(isCommand)).toEqual(spansOf(english).filter(isCommand));
  });

  it('names no code that the English page, or a row of docs/reasons.md, has not', () => {
    const reasons = readFileSync('docs/reasons.md', 'utf8');
    const codes = spansOf(text).filter((code) => (REASONS as readonly string[]).includes(code));
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !reasons.includes(`\n| \`${code}\` |`))).toEqual([]);
    const known = [...spansOf(english).flatMap(eachChoice), ...blocksOf(english)].join('\n');
    const others = spansOf(text).filter((code) => !codes.includes(code));
    expect(others.filter((code) => !isPart(code, known))).toEqual([]);
  });

  it('has no other numbers than the English pages, comments included', () => {
    const numbersOf = (page: string) => setOf(page.matchAll(/(?<![\w.])(\d+)(?![\w.]*\w)/g));
    const known = numbersOf(english + readFileSync('docs/reasons.md', 'utf8'));
    expect(numbersOf(text).filter((number) => !known.includes(number))).toEqual([]);
  });

  it('leads to the page of every source', () => {
    const pages = [...text.matchAll(/\]\(docs\/sources\/([a-z-]+)\.md\)/g)].map(
      ([, tool = '']) => tool,
    );
    expect(pages.toSorted()).toEqual(Object.keys(sampleSources('')).toSorted());
  });
});

/** `store list|show` stands for `store list` and `store show`. */
function eachChoice(code: string): readonly string[] {
  const [, before = '', choices = ''] = /^([a-z]+ )([a-z-]+(?:\|[a-z-]+)+)$/.exec(code) ?? [];
  return [code, ...choices.split('|').map((choice) => `${before}${choice}`)];
}

/** Whether a text holds the code, and not as a part of a longer word. */
const isPart = (code: string, text: string): boolean =>
  text.split(code).some((before, at, parts) => {
    const behind = parts[at + 1];
    return behind !== undefined && !/[\w-]$/.test(before) && !/^[\w-]/.test(behind);
  });

/** The texts below the headings, by anchor, in their order. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  const parts = withMarks(text).split(/^(?:<a id="([^"]+)"><\/a>\n)?#{1,2} (.+)$/m);
  const sections = new Map([['', parts[0] ?? '']]);
  for (let at = 1; at + 2 < parts.length; at += 3) {
    sections.set(parts[at] ?? slugOf(parts[at + 1] ?? ''), parts[at + 2] ?? '');
  }
  return sections;
}

/** The title is a part of the first section. */
const withMarks = (text: string): string => text.replace(/^# .+\n/, '');

describe('docs/zh-TW/runbook.md beside docs/runbook.md', () => {
  const chinese = sectionsOf(readFileSync('docs/zh-TW/runbook.md', 'utf8'));
  const english = sectionsOf(readFileSync('docs/runbook.md', 'utf8'));

  it('has the same sections in the same order, with the same anchors', () => {
    expect(english.size).toBeGreaterThan(25);
    expect([...chinese.keys()]).toEqual([...english.keys()]);
  });

  it('has a section for every alarm that links to the runbook', () => {
    const template = readFileSync('serverless.yml', 'utf8');
    const alarms = [...template.matchAll(/\$\{param:runbookUrl\}#([a-z-]+)/g)];
    expect(alarms.length).toBeGreaterThan(15);
    expect(alarms.filter(([, anchor = '']) => !chinese.has(anchor))).toEqual([]);
  });

  it.each([...english])('says the same in the section %s', (anchor, there) => {
    const here = chinese.get(anchor) ?? '';
    expect(blocksOf(here)).toEqual(blocksOf(there));
    expect(spansOf(here)).toEqual(expect.arrayContaining([...spansOf(there)]));
    expect(spansOf(here).filter((code) => !isPart(code, sameHole(there)))).toEqual([]);
    expect(screenWordsOf(here)).toEqual(screenWordsOf(there));
    const linksOf = (text: string) => setOf(text.matchAll(/\]\((?:\.\.\/)?([^)]+)\)/g));
    const between = /zh-TW|README|^runbook\.md$/;
    expect(linksOf(here).filter((link) => !between.test(link))).toEqual(
      linksOf(there).filter((link) => !between.test(link)),
    );
    // A limit that changes in the English page changes here.
    const numbersOf = (text: string) => setOf(proseOf(text).matchAll(/(?<![\w.])(\d+)/g));
    expect(numbersOf(here)).toEqual(expect.arrayContaining([...numbersOf(there)]));
  });
});
