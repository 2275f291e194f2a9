/** beat: Celery's clock, which hands out tasks at their time. */
import { beatFolder, celeryContainer, pinged } from './celery.ts';
import { limits } from './shared.ts';
import type { ComposeValue, Entry } from './types.ts';

const ONCE = `exec 9> /var/lib/beat/lock
flock -n 9 || { echo 'another beat is at work'; exit 1; }
`;

export const beat: Entry = {
  id: 'beat',
  title: "Celery's clock: hands tasks to the worker at their time",
  addable: true,
  needs: [{ oneOf: ['worker'], why: 'it does what beat hands out' }],
  wanted: (stack) => stack.with.includes('beat'),
  parts(stack) {
    const { volumes, ...spec } = celeryContainer(stack, 'beat --loglevel INFO --schedule /var/lib/beat/schedule --enable-remote-control', ONCE);
    return {
      container: {
        label: 'Celery beat',
        runsProject: true,
        spec: {
          ...spec,
          volumes: [...(volumes as readonly ComposeValue[]), beatFolder(stack)],
          healthcheck: pinged('celerybeat'),
          deploy: limits('256M', 64),
        },
        why: {
          command: 'The lock, because two of them would hand out everything twice.',
          healthcheck: 'It answers only as long as it looks at its schedule.',
        },
      },
      directories: [{ name: 'beat', owner: '10001:10001', mode: '700', why: 'when beat handed out each task last' }],
    };
  },
};
