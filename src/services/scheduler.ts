/** scheduler: commands at fixed times, from the file crontab, in the image of the api. */
import { healthcheck, limits, ofProject } from './shared.ts';
import type { Entry } from './types.ts';

export const scheduler: Entry = {
  id: 'scheduler',
  title: 'commands at fixed times, listed in the file crontab; needs no broker',
  addable: true,
  wanted: (stack) => stack.with.includes('scheduler'),
  parts: (stack) => ({
    container: {
      label: 'crontab',
      runsProject: true,
      spec: {
        ...ofProject(stack),
        command: ['python', '/app/run-crontab.py'],
        healthcheck: healthcheck(['CMD-SHELL', 'test -n "$$(find /tmp/alive -mmin -1)"']),
        stop_grace_period: '60s',
        deploy: limits('512M', 128),
      },
      why: {
        healthcheck: 'It touches the file every second.',
        stop_grace_period: 'A job under way ends well; one that takes longer is cut off.',
      },
    },
  }),
};
