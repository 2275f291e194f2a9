/** The engine, compose and buildx, in the versions that the compose file and the Dockerfile are written for. */
import { isUnseen } from '../sight.ts';
import { atLeast, fail, ok, type Check } from './types.ts';

/** `start_interval` of a health check asks for 25; templates/stack/host.ejs says the same. */
const ENGINE = '25';
const COMPOSE = '2.24';

export const docker: Check = {
  id: 'docker',
  look({ docker: { engine, compose, buildx } }, { stack }) {
    if (engine === undefined) return fail('docker is not installed', 'install it from your distribution, or as docs.docker.com says');
    if (isUnseen(engine)) return fail(`the engine does not answer this user: ${engine.unseen}`, 'sudo systemctl start docker, or sudo usermod -aG docker $USER and log in again');
    if (!atLeast(engine, ENGINE)) return fail(`engine ${engine} is too old`, `${ENGINE} or newer`);
    if (compose === undefined) return fail('docker compose is missing', 'sudo apt install docker-compose-plugin, or docker-compose (2.24 or newer)');
    if (!atLeast(compose, COMPOSE)) return fail(`compose ${compose} is too old`, `${COMPOSE} or newer`);
    if (!buildx && stack.registry === '') return fail('docker buildx is missing, and building takes it', 'sudo apt install docker-buildx-plugin, or docker-buildx');
    return ok(`engine ${engine}, compose ${compose}`);
  },
};
