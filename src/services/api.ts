/** api: the Django project, in the image of the Dockerfile. */
import type { Stack } from '../stack/types.ts';
import { SOCKETS } from './channels.ts';
import { healthcheck, limits, ofProject, published, whyThere } from './shared.ts';
import type { Entry, Route } from './types.ts';
import { knownVariables, ownSecrets } from './variables.ts';

/**
 * Asks as nginx would, so that neither ALLOWED_HOSTS nor the redirect to https answers instead. Where no URL is known
 * that tells, an answer below 500 is at least a living process; but 400 is what Django says to a name that it does not know.
 */
function probe(stack: Stack): string {
  const [path, sick] = stack.health === '' ? ['/', 'in (400, *range(500, 600))'] : [stack.health, '!= 200'];
  return [
    'import http.client, sys',
    'api = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)',
    `api.request("GET", "${path}", headers={"Host": "${stack.domains[0]}", "X-Forwarded-Proto": "https"})`,
    `sys.exit(api.getresponse().status ${sick})`,
    '',
  ].join('\n');
}

/** With channels nginx knows the WebSockets' URLs, whichever answer leads them here. */
function urlsOf({ apiPrefixes, with: services }: Stack): Pick<Route, 'prefixes' | 'sockets'> {
  if (!services.includes('channels')) return { prefixes: apiPrefixes };
  return { prefixes: apiPrefixes.filter((prefix) => prefix !== SOCKETS), sockets: [SOCKETS] };
}

export const api: Entry = {
  id: 'api',
  title: 'the Django project, served by gunicorn',
  addable: false,
  wanted: () => true,
  parts(stack) {
    const route = { port: stack.ports.api, spare: stack.ports.apiSpare, ...urlsOf(stack) };
    return {
      route,
      container: {
        label: 'gunicorn :8000',
        runsProject: true,
        scales: true,
        spec: {
          ...ofProject(stack),
          build: { context: './', args: { REVISION: '${REVISION:-unknown}' } },
          ports: published(stack, route),
          healthcheck: healthcheck(['CMD', 'python', '-c', probe(stack)], { timeout: 5, starting: 60 }),
          stop_grace_period: '40s',
          deploy: limits('512M', 128),
        },
        why: {
          ports: whyThere(stack),
          environment: 'What django-stack.yml says. It wins over .env.',
          healthcheck: 'As nginx would ask, so that neither ALLOWED_HOSTS nor the redirect to https answers instead.',
          stop_grace_period: "Longer than gunicorn's graceful_timeout: requests under way end well.",
        },
      },
      directories: [{ name: 'media', owner: '10001:10001', mode: '755', why: 'uploads: written by the api, read by nginx' }],
      secrets: [{ key: 'DJANGO_SECRET_KEY', why: 'Signs sessions and tokens. A new one logs everybody out.', from: 'generated' }, ...ownSecrets(stack)],
      address: knownVariables(stack),
      django: { requirements: ['gunicorn>=25.1,<28'] },
    };
  },
};
