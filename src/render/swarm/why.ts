/** The comments of docker-swarm.yml: why a line is there, and what Swarm has not got. */
import { isShown, placeOf, runsProject, type Subject, type Values } from './service.ts';

/**
 * By path, for every service of the file.
 * @param services as they are rendered: a key that is not there has no comment
 */
export function comments(subjects: readonly Subject[], services: Readonly<Record<string, Values>>): Readonly<Record<string, string>> {
  const why = subjects.flatMap((subject) => {
    const { id } = subject.service;
    const there = Object.entries(whyOf(subject)).filter(([path]) => (path.split('.')[0] ?? '') in (services[id] ?? {}));
    return there.map(([path, text]) => [`services.${id}.${path}`, text]);
  });
  return {
    'x-service.init': 'Swarm restarts what ends. It knows no security_opt: no-new-privileges is lost, and nothing here runs as root.',
    'networks.default': 'Encrypted between the nodes. A kernel without IPsec (ESP) cannot: take the two driver_opts out there.',
    'secrets.env': "Swarm's secrets and configs never change: a new content is a new name, and the containers are replaced.",
    ...Object.fromEntries(why) as Record<string, string>,
  };
}

/** Reasons, for the keys that are as in compose, and for those that are not. */
function whyOf(subject: Subject): Readonly<Record<string, string>> {
  const { service, spec } = subject;
  const { ports: _ports, environment: _environment, shm_size: _shm, volumes: _volumes, ...same } = service.container?.why ?? {};
  return {
    ...same,
    ...(isShown(subject) && { environment: 'This image takes its password from nowhere else: docker service inspect shows it.' }),
    ...(service.container?.scales && !service.route && { 'deploy.replicas': './stack swarm scale changes it, and a deploy keeps it.' }),
    ...(service.route && {
      ports: "Swarm cannot publish on loopback. The port opens at the node's address that ./stack swarm init and join were\ngiven; make that a private one.",
      'deploy.replicas': 'One a node at most, as each has the port once. ./stack swarm scale changes it, and a deploy keeps it.',
    }),
    ...(runsProject(subject) && { entrypoint: 'Makes .env, which is a secret here, the environment. No depends_on on Swarm: who comes too early asks again.' }),
    ...(placeOf(subject) === 'app' && spec['volumes'] !== undefined && { volumes: `Shared by all nodes that have the label ${subject.stack.name}.app, as by NFS.` }),
    ...(placeOf(subject) === 'data' && { volumes: dataWhy(subject) }),
  };
}

const dataWhy = ({ stack, spec }: Subject): string =>
  `On the node that has the label ${stack.name}.data: a folder does not move by itself.${spec['shm_size'] === undefined ? '' : ' Swarm has no shm_size, hence the tmpfs.'}`;
