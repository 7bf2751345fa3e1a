/** What can stand in an element. Texts become text nodes: nothing that a letter says is ever read as HTML. */
export type Child = Node | string | false | undefined;

type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/** An element. A function is a listener (`onclick`), `true` an empty attribute; `false` and `undefined` leave it out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  return fill(element, ...children);
}

/** Puts these in the place of what is in an element. */
export function fill<T extends Element>(element: T, ...children: readonly Child[]): T {
  element.replaceChildren(...children.filter((child) => child !== false && child !== undefined));
  return element;
}

/** An element of the document itself. @throws Error it has none of this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id}`);
  return found;
}

let ids = 0;
/** An id that nothing else on the page has. */
export const newId = (name: string): string => `${name}-${(ids += 1)}`;
