import { harmlessLines } from '../../util/harmless.ts';

/** Content of an element. Texts become text nodes, so text from a letter is never parsed as HTML. */
export type Child = Node | string | false | undefined;

type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/** Creates an element. A function becomes a listener (`onclick`), `true` an empty attribute; `false` and `undefined` are left out. */
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

/** Replaces the content of an element. Texts are made harmless: a letter can hold marks that turn the writing direction. */
export function fill<T extends Element>(element: T, ...children: readonly Child[]): T {
  const shown = children.filter((child) => child !== false && child !== undefined);
  element.replaceChildren(
    ...shown.map((child) => (typeof child === 'string' ? harmlessLines(child) : child)),
  );
  return element;
}

/** An element of index.html. @throws Error there is none with this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id}`);
  return found;
}

let ids = 0;
/** A unique id. */
export const newId = (name: string): string => `${name}-${(ids += 1)}`;
