/** .env and .env.example: secrets, and nothing that django-stack.yml says. */
import type { Service } from '../services/index.ts';
import type { Secret } from '../services/types.ts';
import type { RenderedFile, Stack } from '../stack/types.ts';

/** The secrets of a stack, the api's first. */
export function secretsOf(services: readonly Service[]): readonly Secret[] {
  return services.flatMap((service) => service.secrets ?? []);
}

/** Stands in the content of a `keys` file for a secret that is generated when it is written. */
export const placeholder = (key: string): string => `{{${key}}}`;

function body(secrets: readonly Secret[], value: (secret: Secret) => string): string {
  return secrets.map((secret) => `\n# ${secret.why}\n${secret.key}=${value(secret)}\n`).join('');
}

const HEADER = '# Values: plain, without quotes, blanks and $ # \' " \\. Compose reads this file, and the api gets all of it.\n';

/** `.env` with a placeholder for each generated secret, and `.env.example` with none of the values. */
export function renderEnv(stack: Stack, services: readonly Service[]): readonly RenderedFile[] {
  const secrets = secretsOf(services);
  const own = `# The secrets of the stack ${stack.name}, and whatever else the project reads from the environment.\n${HEADER}`;
  const example = `# What .env holds. ./stack up makes that file where it is missing.\n${HEADER}${body(secrets, () => '')}
# On a machine that is not the server: a folder of yours for the data.
#VOLUMES_ROOT=
`;
  return [
    {
      path: '.env',
      content: own + body(secrets, ({ key, from }) => (from === 'generated' ? placeholder(key) : '')),
      mode: 0o600,
      ownership: 'keys',
    },
    { path: '.env.example', content: example, mode: 0o644, ownership: 'shared' },
  ];
}
