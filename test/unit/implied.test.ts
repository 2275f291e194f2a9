/** What comes with an added service: chosen by what is there, and said with its reason. */
import { describe, expect, it } from 'vitest';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { fileOf, make } from '../support/stacks.ts';

const WAITS = 'its tasks wait there';
const HANDS_OUT = 'it does what beat hands out';

describe('what comes with a service', () => {
  it.each<readonly [given: RawAnswers, implied: readonly (readonly [id: string, by: string, why: string])[]]>([
    [{}, []],
    [{ with: 'worker' }, [['redis', 'worker', WAITS]]],
    [{ with: 'worker,valkey' }, []],
    [{ with: 'rabbitmq,worker' }, []],
    [{ with: 'worker', cache: 'valkey' }, [['valkey', 'worker', WAITS]]],
    [{ with: 'worker', cache: 'memcached' }, [['redis', 'worker', WAITS]]],
    [{ with: 'beat' }, [['worker', 'beat', HANDS_OUT], ['redis', 'worker', WAITS]]],
    [{ with: 'beat,rabbitmq' }, [['worker', 'beat', HANDS_OUT]]],
  ])('%j', (given, implied) => {
    expect(make(given).stack.implied.map(({ id, by, why }) => [id, by, why])).toEqual(implied);
  });

  it('is not in django-stack.yml: it goes when its reason goes', () => {
    expect(fileOf(make({ with: 'beat' }), 'django-stack.yml')).toMatch(/^with: \[beat\] /m);
  });
});

describe('the broker', () => {
  const addressIn = (given: RawAnswers) => Object.fromEntries(make(given).services.flatMap(({ address = {} }) => Object.entries(address)));

  it.each<readonly [given: RawAnswers, broker: RegExp, results: string]>([
    [{ with: 'worker' }, /^redis:\/\/redis:6379\/1$/, 'redis://redis:6379/1'],
    [{ with: 'worker', cache: 'valkey' }, /^redis:\/\/valkey:6379\/1$/, 'redis://valkey:6379/1'],
    [{ with: 'worker,rabbitmq' }, /^amqp:\/\/shop:\$\{RABBITMQ_PASSWORD:\?.*\}@rabbitmq:5672\/\/$/, 'rpc://'],
    [{ with: 'worker,rabbitmq,redis' }, /^amqp:/, 'redis://redis:6379/1'],
  ])('%j', (given, broker, results) => {
    expect(addressIn(given)).toMatchObject({ CELERY_BROKER_URL: expect.stringMatching(broker) as string, CELERY_RESULT_BACKEND: results });
  });

  it('forgets no task where the same server is the cache, which may', () => {
    const command = (given: RawAnswers) => make(given).services.find(({ id }) => id === 'redis')?.container?.spec['command'];
    expect(command({ cache: 'redis' })).toContain('allkeys-lru');
    expect(command({ cache: 'redis', with: 'worker' })).toEqual(expect.arrayContaining(['--appendonly', 'yes', 'volatile-lru']));
    expect(command({ with: 'worker' })).toContain('noeviction');
  });
});
