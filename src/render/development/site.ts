/** The nginx of docker-compose.dev.yml: one address for web and the api, as the host's nginx makes of them in production. */
import type { Service } from '../../services/index.ts';
import { images } from '../../services/images.ts';
import { healthcheck } from '../../services/shared.ts';
import type { ComposeValue } from '../../services/types.ts';
import type { Stack } from '../../stack/types.ts';
import { fill } from '../template.ts';

/**
 * The service, for a stack with a web. Its configuration is in its command: compose makes a container anew when that has
 * changed, and not when an inline `configs` has.
 */
export function siteService(stack: Stack, services: readonly Service[]): Readonly<Record<string, ComposeValue>> {
  const script = fill('development/site.sh.ejs', { stack, routes: routesOf(stack, services) });
  return {
    image: images.nginx,
    command: ['sh', '-c', script.replaceAll('$', '$$$$')],
    init: true,
    ports: [`127.0.0.1:${stack.ports.web}:80`],
    healthcheck: healthcheck(['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1/nginx-healthz']),
  };
}

/** What Django serves itself while it is developed, besides what is its own. */
function routesOf({ static: files, media }: Stack, services: readonly Service[]) {
  return services.filter(({ container, route }) => container && route?.spare !== undefined).map(({ id, route }) => ({
    id,
    prefixes: id === 'api' ? [...(route?.prefixes ?? []), ...(route?.sockets ?? []), files.url, media.url] : (route?.prefixes ?? []),
  }));
}
