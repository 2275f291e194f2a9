/** What ./stack refuses before a container is asked for anything. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { edit } from '../support/made.ts';
import { scriptOf } from '../support/script.ts';

describe('./stack up without what only the owner can write into .env', () => {
  it.each<readonly [answers: RawAnswers, keys: string]>([
    [{ db: 'external' }, 'DATABASE_URL'],
    [{ with: 's3' }, 'MEDIA_BUCKET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY'],
    [{ django: 'existing', module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt', variables: 'S3_BUCKET,STRIPE_KEY' }, 'S3_BUCKET, STRIPE_KEY'],
  ])('%j names every key, and starts nothing', (answers, keys) => {
    const { code, stderr, asked } = scriptOf(answers).run(['up']);
    expect([code, stderr]).toEqual([1, `shop: write ${keys} into .env; .env.example says what it looks like\n`]);
    expect(asked.filter((line) => line.startsWith('compose up'))).toEqual([]);
  });

  it('names what is still empty', () => {
    const script = scriptOf({ with: 's3' });
    edit(script.folder, '.env', 'AWS_ACCESS_KEY_ID=', 'AWS_ACCESS_KEY_ID=me');
    expect(script.run(['up']).stderr).toContain('write MEDIA_BUCKET, AWS_SECRET_ACCESS_KEY into .env');
  });

  it('does not stop where all is there', () => {
    const script = scriptOf({ db: 'external' });
    edit(script.folder, '.env', 'DATABASE_URL=', 'DATABASE_URL=postgres://a:b@c/d');
    expect(script.run(['up']).stderr).not.toContain('into .env');
  });

  it('names it where .env itself is lost', () => {
    const script = scriptOf({ db: 'external' });
    writeFileSync(join(script.folder, '.env'), '');
    expect(script.run(['up']).stderr).toContain('write DATABASE_URL into .env');
  });
});
