/** The front end of docker-compose.dev.yml, where its package.json says how it is developed: its sources, reloaded as they change. */
import { images } from '../../services/images.ts';
import { healthcheck } from '../../services/shared.ts';
import type { ComposeService, ComposeValue } from '../../services/types.ts';
import type { Stack } from '../../stack/types.ts';

/** What npm installs is for the container, and stays out of the sources: a volume, which begins as the image's folder, and so is for everybody to write to. */
const IMAGE = `FROM ${images.node}
RUN mkdir -p -m 1777 /app/node_modules
WORKDIR /app
`;

/** Why its lines are there. */
export const FRONT_END_WHY: Readonly<Record<string, string>> = {
  'services.web.build': 'An empty image: the sources are mounted, and a volume has what npm installs.',
  'services.web.command': 'It must listen on port 8000, on all addresses.',
};

/** @param spec as production has it */
export function frontEndService({ name, web, developed }: Stack, spec: ComposeService): Readonly<Record<string, ComposeValue>> {
  const check = ['CMD', 'node', '-e', 'fetch("http://127.0.0.1:8000/").then((answer) => process.exit(answer.status < 500 ? 0 : 1), () => process.exit(1))'];
  return {
    image: `${name}-web`,
    build: { context: `./${web.folder}`, dockerfile_inline: IMAGE },
    command: ['sh', '-c', `npm install --no-save && exec ${developed.frontEnd}`],
    user: '${DEV_USER:?start it by ./stack dev}',
    init: true,
    environment: { HOST: '0.0.0.0', PORT: '8000', HOME: '/tmp' },
    volumes: [`./${web.folder}:/app`, 'node_modules:/app/node_modules'],
    ...(spec['tmpfs'] !== undefined && { tmpfs: spec['tmpfs'] }),
    healthcheck: healthcheck(check, { starting: 300 }),
  };
}
