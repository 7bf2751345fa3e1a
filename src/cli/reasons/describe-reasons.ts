import { paint } from '../paint.ts';
import type { Terminal } from '../terminal.ts';
import { wrapped } from '../wrapped.ts';
import type { ReasonText } from './reason-texts.ts';

const INDENT = 12;

/** One block per reason: sentences this long fit into no table. */
export function describeReasons(
  reasons: readonly ReasonText[],
  screen: Pick<Terminal, 'isInteractive' | 'env' | 'columns'>,
): string {
  const width = Math.min(Math.max(40, screen.columns), 110) - INDENT;
  const blocks = reasons.map(({ code, meaning, whatToDo, howToReplay }) => {
    const lines = [
      ['  meaning', meaning],
      ['  to do', whatToDo],
      ['  replay', howToReplay],
    ].flatMap(([label = '', text = '']) =>
      wrapped(text.replaceAll('`', '').replaceAll('**', ''), width).map(
        (line, at) => (at === 0 ? label : '').padEnd(INDENT) + line,
      ),
    );
    return [paint(screen, 'bold', code), ...lines].join('\n');
  });
  return blocks.join('\n\n');
}
