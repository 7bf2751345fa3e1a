import { ERROR_WORDS } from '../../event/error-words.ts';

/** Longest result, in characters. */
const MAX_LENGTH = 200;

/** Longest part of a text that is read, in characters: an answer can be megabytes of HTML. */
const MAX_READ = 2_000;

/** How many messages of a list are read. */
const MAX_MESSAGES = 5;

/**
 * The part of a platform's error text that may go to a log or a dead letter. Platforms echo customer data, so only
 * known messages and words pass; everything else becomes `…`. A list of texts is joined by `; `.
 *
 * @returns at most 200 characters; `''` for a value that is not a text.
 */
export function safeText(text: unknown): string {
  const texts = Array.isArray(text) ? text.slice(0, MAX_MESSAGES) : [text];
  const safe = texts.filter((one) => typeof one === 'string').map(safeMessage);
  return safe
    .filter((one) => one !== '')
    .join('; ')
    .slice(0, MAX_LENGTH);
}

/** A platform's machine code (`EMAIL_TAKEN`, `EmailTaken`), if it consists of known error words only. */
export function safeCode(code: unknown): string | undefined {
  if (typeof code !== 'string' || code.length > 64) return undefined;
  if (KNOWN_CODES.has(code)) return code;
  return words(code).every((word) => ERROR_WORDS.has(word)) ? code : undefined;
}

/** Codes with digits pass only if they are known: digits alone may be a phone. */
const KNOWN_CODES: ReadonlySet<string> = new Set(['UC0409']);

function safeMessage(text: string): string {
  const read = text.slice(0, MAX_READ).trim();
  if (KNOWN_MESSAGES.has(read)) return read;
  // A text that was made safe before stays as it is.
  const tokens = read.match(/[\p{L}\p{M}\p{N}@_.+'’-]+|…/gu) ?? [];
  const safe = tokens.map(safeToken);
  return safe.filter((token, at) => token !== '…' || safe[at - 1] !== '…').join(' ');
}

/** A word or a parameter name (`mobile_phone`, `customer.email`) if it is known, else `…`. */
function safeToken(token: string): string {
  const bare = token.replaceAll('’', "'").replaceAll(/^[.'-]+|[.'-]+$/g, '');
  const lower = bare.toLowerCase();
  if (ERROR_WORDS.has(lower) || HAN_MESSAGE.test(bare)) return bare;
  const parts = lower.split(/[._]/);
  return parts.length <= 6 && parts.every((part) => ERROR_WORDS.has(part)) ? bare : '…';
}

/** Chinese words of error texts. A run of Han characters passes if it consists of these words only. */
const HAN_ERROR_WORDS: readonly string[] =
  `電子郵件 電子郵箱 電郵 郵箱 信箱 手機 號碼 電話 生日 地址 標籤 會員 顧客 客戶
  已經 已 被 其他 使用 使用中 佔用 存在 註冊 重複 重覆 衝突 無效 格式 錯誤 不正確 不可 不能 為空 必填
  电子邮件 邮箱 手机 号码 电话 标签 会员 客户 已经 注册 重复 占用 冲突 无效 错误`.split(/\s+/);

const HAN_MESSAGE = new RegExp(`^(?:${HAN_ERROR_WORDS.join('|')})+$`, 'u');

/** `EMAIL_TAKEN`, `email-taken` and `EmailTaken` → `email`, `taken`. */
function words(code: string): readonly string[] {
  return code
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .split(/[_-]/);
}

/** Messages that the platforms document word for word. They hold no customer data and pass unchanged. */
const KNOWN_MESSAGES: ReadonlySet<string> = new Set([
  // SHOPLINE
  'Rate limit exceeded for attempts to access Open API. please try again later',
  // Shoplazza
  'Email or Phone is already taken',
  'Password is too short (minimum is 6 characters)',
  'Password confirmation must be equal to password',
  'Phone is invalid',
  'Email is invalid',
  "Country can't be blank",
  "Country code can't be blank",
  'param is missing or the value is empty: customer',
  'record not found',
  'store is not active',
  'Unauthorized',
]);
