import { styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

type Style = Parameters<typeof styleText>[0];

/** Colour for people only: none where no person looks, and none with `NO_COLOR`. */
export const paint = (
  { isInteractive, env }: Pick<Terminal, 'isInteractive' | 'env'>,
  style: Style,
  text: string,
): string =>
  isInteractive && !env['NO_COLOR'] ? styleText(style, text, { validateStream: false }) : text;
