import type { ChildAnswer } from './child.ts';

/** Answers one kind of question. */
export type Answers = Readonly<Record<string, (question: never) => unknown>>;

/** The child's side of `startChild`: answers questions by their kind until the parent disconnects, then exits. */
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
    // Not `exitCode`: open connections would keep the process alive. `exit` still writes a profile.
    process.exit();
  });
  reply({ id: 0 });
}
