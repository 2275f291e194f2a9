/** worker: Celery, which does what the api must not wait for. */
import { broker, celeryAddress, celeryContainer, celeryNeeds, pinged } from './celery.ts';
import { limits } from './shared.ts';
import type { Entry } from './types.ts';

export const worker: Entry = {
  id: 'worker',
  title: 'Celery: tasks in the background, in the image of the api',
  addable: true,
  bringsClient: true,
  needs: [broker],
  wanted: (stack) => stack.with.includes('worker'),
  parts: (stack) => ({
    container: {
      label: 'Celery',
      runsProject: true,
      scales: true,
      spec: {
        ...celeryContainer(stack, 'worker --loglevel INFO --concurrency 2'),
        healthcheck: pinged('celery'),
        stop_grace_period: '60s',
        deploy: limits('512M', 128),
      },
      why: {
        command: "Two processes; without a number there would be one for each of the host's cores.",
        healthcheck: 'Over the broker, so that a worker which lost it is not called healthy.',
        stop_grace_period: 'A task under way ends well; one that takes longer is cut off.',
      },
    },
    address: celeryAddress(stack),
    django: celeryNeeds(stack),
  }),
};
