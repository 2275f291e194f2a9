/** A compose file that was taken over, as docker compose itself reads it. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { takeOver } from '../../src/regenerate/take-over.ts';
import { describeWith } from '../support/need.ts';
import { tempFolder } from '../support/program.ts';
import { fileOf, found, make, proposing } from '../support/stacks.ts';

const THEIRS = `version: "3.8"

services:
    app:
        build: .
        depends_on: [db]
    db:
        image: postgres:15
        environment: {POSTGRES_PASSWORD: secret}
        volumes: [pgdata:/var/lib/postgresql/data]

volumes:
    pgdata:
`;

describeWith(['compose-2.26'], 'a compose file that was taken over', (t) => {
  it('is valid, with its own services and those of the stack', () => {
    const made = make({}, found(proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' })));
    const { text } = takeOver(THEIRS, fileOf(made, 'docker-compose.yml'), 'shop');
    const cwd = tempFolder({ 'docker-compose.yml': text, '.env': 'POSTGRES_PASSWORD=x\nDJANGO_SECRET_KEY=x\n' });
    const { status, stdout } = spawnSync(t.path('compose-2.26'), ['-f', 'docker-compose.yml', 'config', '--format', 'json'], { cwd, encoding: 'utf8' });
    expect(status).toBe(0);
    const { name, services } = JSON.parse(stdout) as { name: string; services: Record<string, { image?: string; depends_on?: object; healthcheck?: object }> };
    expect([name, Object.keys(services).sort(), services['db']?.image]).toEqual(['shop', ['api', 'app', 'db', 'memcache'], 'postgres:15']);
    expect(services['api']?.depends_on).toMatchObject({ db: { condition: 'service_healthy' } });
    expect(services['db']?.healthcheck).toBeDefined();
  });
});
