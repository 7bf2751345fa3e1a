import { ANY_PORTS } from '../src/local/local-ports.ts';
import { openLocalServices } from '../src/local/local-services.ts';
import { answerQuestions } from './answer-questions.ts';

/** The embedded AWS in its own process, so that no contestant's CPU time includes it. */
const services = await openLocalServices({ ports: ANY_PORTS, visibilityTimeoutSeconds: 600 });
answerQuestions({
  env: () => services.env,
  queue: () => ({ endpoint: services.sqs.endpoint, ...services.sqs.signups }),
  putStore: ({ name, store }: { readonly name: string; readonly store: object }) => {
    services.putStore(name, store);
  },
});
