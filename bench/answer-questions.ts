import type { ChildAnswer } from './child.ts';

/** One question, by its kind. */
export type Answers = Readonly<Record<string, (question: never) => unknown>>;

/** The process' side of `startChild`: answers by the question's kind until nobody asks any more, then ends. */
export function answerQuestions(answers: Answers): void {
  const reply = (answer: ChildAnswer): void => void process.send?.(answer);
  const answer = async (question: { readonly id: number; readonly kind: string }) => {
    const { id, kind } = question;
    try {
      reply({ id, answer: await answers[kind]?.(question as never) });
    } catch (error) {
      reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (question: { readonly id: number; readonly kind: string }) => {
    void answer(question);
  });
  process.once('disconnect', () => {
    // Not `exitCode`: open connections would keep the process. A profile is still written.
    process.exit();
  });
  reply({ id: 0 });
}
