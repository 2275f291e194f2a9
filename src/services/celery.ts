/** What worker and beat have in common: Celery, its broker, and the Python that the project needs for them. */
import type { Need, Stack } from '../stack/types.ts';
import { bind, fromEnv, healthcheck, ofProject } from './shared.ts';
import type { ComposeService, ComposeValue, DjangoNeeds } from './types.ts';

/**
 * Before 5.7 Celery declares queues that RabbitMQ 4.3 refuses, and beat does not answer a ping. The extra brings the
 * client for Redis and Valkey; RabbitMQ's comes with Celery.
 */
const CELERY = 'celery[redis]>=5.7,<6';

/** Where tasks wait until a worker takes them. */
export const broker: Need = { oneOf: ['redis', 'valkey', 'rabbitmq'], why: 'its tasks wait there' };

const url = (server: string): string => `redis://${server}:6379/1`;

/** Celery reads both variables itself. RabbitMQ is the broker wherever it is; results go where they can be kept. */
export function celeryAddress(stack: Stack): Readonly<Record<string, string>> {
  const store = ['redis', 'valkey'].find((server) => stack.with.includes(server));
  return {
    CELERY_BROKER_URL: stack.with.includes('rabbitmq') ? `amqp://${stack.ident}:${fromEnv('RABBITMQ_PASSWORD')}@rabbitmq:5672//` : url(store ?? 'redis'),
    CELERY_RESULT_BACKEND: store ? url(store) : 'rpc://',
  };
}

/** A container of the project that runs a command of Celery's, once the project has an app; says what is missing until then. */
export function celeryContainer(stack: Stack, command: string, before = ''): ComposeService {
  return {
    ...ofProject(stack),
    command: ['sh', '-c', `python -c 'from celery.app.utils import find_app; find_app("${stack.celery}")' || {
  echo '${stack.requirements} must install ${CELERY}, and ${stack.celery} be a Celery app: DEPLOY.md has the lines'
  exit 1
}
${before}exec celery --app ${stack.celery} ${command}
`],
  };
}

/** Asks the node of this very container, over the broker, and so whether it is at work and not only there. */
export function pinged(node: 'celery' | 'celerybeat'): ComposeValue {
  const program = [
    'import socket, sys',
    'from celery import Celery',
    `node = "${node}@" + socket.gethostname()`,
    'sys.exit(not Celery().control.ping([node], timeout=8))',
    '',
  ];
  return healthcheck(['CMD', 'python', '-c', program.join('\n')], { timeout: 15, starting: 60, every: 5 });
}

function app({ module, settings }: Stack, schedule: string): string {
  const names = `"DJANGO_SETTINGS_MODULE", "${settings}"`;
  return `"""The Celery app: \`@shared_task\` makes a task of a function in an app's tasks.py."""

import os

from celery import Celery
${schedule === '' ? '' : 'from celery.schedules import crontab\nfrom django.core.management import call_command\n'}
os.environ.setdefault(${names.length > 65 ? `\n    ${names}\n` : names})

# Its broker, and where results go, are in the environment; Celery looks there itself.
app = Celery("${module}")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
${schedule}`;
}

const schedule = (module: string): string => `

@app.task
def clear_sessions():
    """Delete the sessions that have expired: Django itself does not."""
    call_command("clearsessions")


# When beat hands out which task, in UTC.
app.conf.beat_schedule = {
    "clear-sessions": {
        "task": "${module}.celery.clear_sessions",
        "schedule": crontab(hour="4", minute="17"),
    },
}
`;

/** The same for worker and beat, except that beat has something to hand out. */
export function celeryNeeds(stack: Stack): DjangoNeeds {
  const text = app(stack, stack.with.includes('beat') ? schedule(stack.module) : '');
  return {
    imports: [CELERY],
    development: '# Without a worker: a task runs where it is called.\nCELERY_TASK_ALWAYS_EAGER = True\n',
    modules: [
      { path: '__init__.py', unless: 'celery', text: '"""Loads the Celery app, so that `@shared_task` finds it."""\n\nfrom .celery import app as celery_app\n\n__all__ = ["celery_app"]\n' },
      { path: 'celery.py', unless: 'celery', text },
    ],
  };
}

/** The folder in which beat remembers when each task was handed out last. */
export const beatFolder = (stack: Stack): ComposeValue => bind(stack, 'beat', '/var/lib/beat');
