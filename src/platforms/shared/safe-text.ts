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
  const tokens = read.match(/[\p{L}\p{M}\p{N}@_.+'’-]+/gu) ?? [];
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

/** Words of error texts, in lower case. Digits are missing on purpose, and so are given names (may, will, mark). */
const ERROR_WORDS: ReadonlySet<string> = new Set(
  `a an and are as at be been by can cannot can't contain contains could do does doesn't for from has have in is isn't it
  must no not of on only or should than that the this to was when with
  access account accounts active address addresses age another already api app argument attempt attempts attribute authenticate authentication
  authorization authorized bad belong belongs between birth birthday blank blocked body calling character characters client code confirmation
  confirmed conflict conflicts contact content country created credential credentials customer customers data database date day default delivery
  denied disabled duplicate duplicated e-mail email empty enabled equal error errors exceed exceeded exceeds exist existing exists
  expected expired failed failure field fields forbidden format found gateway gender greater header id incorrect input internal
  invalid ip is_accept_marketing is_member json key later length less limit limited list locale locked long longer
  malformed marketing match matches maximum member membership memo merchant message method minimum missing mobile month name network
  note nil null number numbers object open operation other owned param parameter parameters params parse password permission permissions phone
  phones please plan point postcode present province quota rate read record records ref refused registered request requests required
  resource response retry revoked role same scope scopes server service session shop short shorter signature status store string
  subscribed subscription subscriptions supported suspended tag tags taken temporarily tier time timeout token tokens too try again type
  unauthorized unavailable unexpected unique unknown unprocessable entity unsupported updated url use used user users validation value
  values verified version wait write wrong year zip`.split(/\s+/),
);
