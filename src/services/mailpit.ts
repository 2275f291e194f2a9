/** mailpit: takes every mail and sends none, for a stack that tries things out. */
import { images } from './images.ts';
import { healthcheck, limits } from './shared.ts';
import type { Entry } from './types.ts';

const SETTINGS = `# Mailpit shows every mail and sends none.
EMAIL_HOST = os.environ["EMAIL_HOST"]
EMAIL_PORT = 1025
`;

export const mailpit: Entry = {
  id: 'mailpit',
  title: 'Mailpit: catches every mail and shows it, on this host alone',
  addable: true,
  wanted: (stack) => stack.with.includes('mailpit'),
  parts: (stack) => ({
    container: {
      label: 'Mailpit :8025',
      spec: {
        image: images.mailpit,
        user: '65534:65534',
        ports: [`127.0.0.1:${stack.ports.mailpit}:8025`],
        networks: ['default'],
        environment: { MP_MAX_MESSAGES: '500' },
        tmpfs: ['/tmp'],
        healthcheck: healthcheck(['CMD', '/mailpit', 'readyz']),
        deploy: limits('128M', 32),
      },
      why: {
        ports: `Its page, for this host alone. From elsewhere: ssh -L ${stack.ports.mailpit}:127.0.0.1:${stack.ports.mailpit} <this host>`,
        tmpfs: 'Mails are kept here, the last 500, until it stops.',
      },
    },
    address: { EMAIL_HOST: 'mailpit' },
    django: { settings: SETTINGS },
  }),
};
