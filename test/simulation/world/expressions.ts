export type Item = Readonly<Record<string, unknown>>;

/** The names and values of a request: `#lease` → `lease`, `:now` → 123. */
export interface Names {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

const TOKENS = /[(),]|<=|>=|<>|[=<>]|[#:]?[\w.#]+/g;
const tokensOf = (text: string): string[] => text.match(TOKENS) ?? [];

function operand(token: string, item: Item | undefined, { names, values }: Names): unknown {
  if (token.startsWith(':')) return values[token];
  return token
    .split('.')
    .map((part) => names[part] ?? part)
    .reduce<unknown>((value, part) => (value as Item | undefined)?.[part], item);
}

function compare(left: unknown, sign: string, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  if (sign === '=') return left === right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (sign === '<=') return left <= right;
  if (sign === '<') return left < right;
  throw new Error(`the simulated table does not know the comparison ${sign}`);
}

/** A condition of DynamoDB: `attribute_not_exists`, `=`, `<`, `<=`, AND, OR and parentheses. */
export function isHeld(condition: string, item: Item | undefined, given: Names): boolean {
  const tokens = tokensOf(condition);
  const either = (): boolean => {
    let held = both();
    while (tokens[0] === 'OR') {
      tokens.shift();
      held = both() || held;
    }
    return held;
  };
  const both = (): boolean => {
    let held = single();
    while (tokens[0] === 'AND') {
      tokens.shift();
      held = single() && held;
    }
    return held;
  };
  const single = (): boolean => {
    const token = tokens.shift() ?? '';
    if (token === '(') {
      const held = either();
      tokens.shift();
      return held;
    }
    if (token === 'attribute_not_exists') {
      const [, path = ''] = tokens.splice(0, 3);
      return operand(path, item, given) === undefined;
    }
    const [sign = '', right = ''] = tokens.splice(0, 2);
    return compare(operand(token, item, given), sign, operand(right, item, given));
  };
  const held = either();
  if (tokens.length > 0) throw new Error(`the simulated table does not know: ${condition}`);
  return held;
}

/** `= :value`, or `= if_not_exists(path, :value)`. */
function assigned(
  [, first = '', , path = '', , value = '']: string[],
  item: Item,
  given: Names,
): unknown {
  if (first !== 'if_not_exists') return operand(first, item, given);
  return operand(path, item, given) ?? operand(value, item, given);
}

/** An update: SET of attributes and of their members, REMOVE of attributes, and ADD of numbers. */
export function updated(expression: string, item: Item, given: Names): Item {
  const next: Record<string, unknown> = { ...item };
  let clause = '';
  const tokens = tokensOf(expression);
  while (tokens.length > 0) {
    const token = tokens.shift() ?? '';
    if (token === 'SET' || token === 'REMOVE' || token === 'ADD') {
      clause = token;
      continue;
    }
    if (token === ',') continue;
    const [name = '', inner] = token.split('.').map((part) => given.names[part] ?? part);
    if (clause === 'REMOVE') delete next[name];
    if (clause === 'SET') {
      const value = assigned(tokens.splice(0, tokens[1] === 'if_not_exists' ? 7 : 2), item, given);
      next[name] = inner === undefined ? value : { ...(item[name] as Item), [inner]: value };
    }
    if (clause === 'ADD') {
      next[name] = Number(item[name] ?? 0) + Number(operand(tokens.shift() ?? '', item, given));
    }
  }
  return next;
}
