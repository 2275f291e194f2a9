/** rabbitmq: a broker that keeps what it is given. */
import { images } from './images.ts';
import { bind, fromEnv, healthcheck, limits } from './shared.ts';
import type { Entry } from './types.ts';

/** Numbers of the user and group in the image on Alpine. */
const OWNER = '100:101';

export const rabbitmq: Entry = {
  id: 'rabbitmq',
  title: 'RabbitMQ: a broker for tasks, with its queues on the host',
  addable: true,
  wanted: (stack) => stack.with.includes('rabbitmq'),
  parts: (stack) => ({
    container: {
      label: 'RabbitMQ :5672',
      spec: {
        image: images.rabbitmq,
        user: OWNER,
        hostname: 'rabbitmq',
        networks: ['internal'],
        environment: {
          RABBITMQ_DEFAULT_USER: stack.ident,
          RABBITMQ_DEFAULT_PASS: fromEnv('RABBITMQ_PASSWORD'),
        },
        volumes: [bind(stack, 'rabbitmq', '/var/lib/rabbitmq')],
        tmpfs: ['/tmp'],
        ulimits: { nofile: 8192 },
        healthcheck: healthcheck(['CMD', 'rabbitmq-diagnostics', '-q', 'check_port_connectivity'], { timeout: 20, starting: 120, every: 5 }),
        stop_grace_period: '60s',
        deploy: limits('512M', 256),
      },
      why: {
        user: "The image's own user: started as root it would need capabilities.",
        hostname: 'Its files are named for its host; under another name it would not find them.',
        ulimits: 'It sets memory aside for each file that it may open, and some engines allow it a thousand million.',
      },
    },
    directories: [{ name: 'rabbitmq', owner: OWNER, mode: '700', why: 'what waits in RabbitMQ' }],
    secrets: [{ key: 'RABBITMQ_PASSWORD', why: 'Counts once, when RabbitMQ starts for the first time.', from: 'generated', known: { in: 'rabbitmq', as: 'the queues of RabbitMQ' } }],
  }),
};
