/** How many questions there are: ten at most, whatever a folder holds and whatever is answered; six, where Enter is the answer. */
import { describe, expect, it } from 'vitest';
import { interview, type Decision } from '../../src/cli/interview.ts';
import { besideSettings, named } from '../../src/stack/fallback.ts';
import type { AnswerKey, RawAnswers } from '../../src/stack/fields.ts';
import { questions } from '../../src/stack/questions.ts';
import type { Finding, Findings } from '../../src/stack/types.ts';
import { found } from '../support/stacks.ts';

/** What files may say of an answer. */
type State = 'none' | 'one' | 'several';
type World = Readonly<Partial<Record<AnswerKey, State>>>;

const finding = (key: string, number: number): Finding => ({ value: `${key}.${number}`, from: 'a file' });

/** A project of which files say this; what is answered is not looked for, and without a manage.py nothing is. */
const looking = (world: World) => (answers: RawAnswers): Findings => {
  if (answers.django === 'new' || world.manage === undefined) return found();
  const told = answers.manage === undefined && world.manage === 'several' ? { manage: 'several' as const } : world;
  const open = Object.entries(told).filter(([key]) => answers[key as AnswerKey] === undefined);
  const those = (state: State) => open.filter(([, one]) => one === state).map(([key]) => key);
  return found({
    project: true,
    proposals: Object.fromEntries(those('one').map((key) => [key, finding(key, 1)])),
    several: Object.fromEntries(those('several').map((key) => [key, [finding(key, 1), finding(key, 2)]])),
  });
};

interface Walk {
  /** Keys of the prompts, `then` for what an option asks next. */
  readonly asked: readonly string[];
  readonly answers: RawAnswers;
  readonly decisions: readonly Decision[];
}

/** @param replies what is answered; all else by Enter, or the first of several */
async function walk(world: World, replies: RawAnswers, given: RawAnswers = {}): Promise<Walk> {
  const asked: string[] = [];
  const { answers, decisions } = await interview(given, looking(world), {
    ask({ key }, { options }, fallback, { found: { several } }) {
      const reply = replies[key] ?? (fallback || (options ?? several?.[key])?.[0]?.value) ?? `typed.${key}`;
      asked.push(key, ...(options?.find(({ value }) => value === reply)?.then ? ['then'] : []));
      return Promise.resolve(reply);
    },
    tell: () => undefined,
  });
  return { asked, answers, decisions };
}

/** Every combination of one value each. */
const combinations = <T extends string>(choices: Readonly<Partial<Record<AnswerKey, readonly T[]>>>): readonly Readonly<Partial<Record<AnswerKey, T>>>[] =>
  Object.entries(choices).reduce<readonly Readonly<Record<string, T>>[]>((all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))), [{}]);

const ALL: readonly State[] = ['none', 'one', 'several'];
/** Whatever detection can find several of, or that a question may be about. */
const worlds: readonly World[] = [
  {},
  ...combinations<State>({ manage: ['one', 'several'], settings: ALL, module: ALL, configuration: ['none', 'several'], requirements: ALL, 'front-end': ALL, celery: ALL }),
];
const replies = combinations({ domain: ['shop.localhost', 'shop.example.org'], web: ['static', 'node', 'image:', 'none'], with: ['', 'worker'] });

/**
 * Ways to the folder: it was named, or is this one; it was typed, or chosen by its project, which then is known; a
 * new one was wanted instead, and typed. cli/folder.ts refuses what would need another question.
 */
const ways: readonly (readonly [prompts: number, given: RawAnswers, fits: (world: World) => boolean])[] = [
  [0, {}, () => true],
  [1, {}, ({ manage }) => manage !== 'several'],
  [1, { manage: 'manage.1' }, ({ manage }) => manage !== undefined],
  [2, {}, ({ manage }) => manage === undefined],
  [1, { django: 'existing' }, ({ manage }) => manage === undefined],
  [1, { with: 'worker' }, ({ manage }) => manage !== 'several'],
];
const WRITE = 1;

describe('whatever is found, and whatever is answered', () => {
  it('ten questions are asked at most, and what is not asked is decided', async () => {
    const longest = { count: 0, asked: [] as readonly string[] };
    for (const world of worlds) for (const reply of replies) for (const [prompts, given] of ways.filter(([, , fits]) => fits(world))) {
      const { asked } = await walk(world, reply, given);
      const count = prompts + asked.length + WRITE;
      if (count > longest.count) Object.assign(longest, { count, asked });
    }
    expect(longest).toEqual({ count: 10, asked: ['settings', 'domain', 'tls', 'requirements', 'web', 'then', 'db', 'cache'] });
  });

  it('every question that can be a prompt, or is decided, was in these combinations', async () => {
    const reached = new Set<string>();
    for (const world of worlds) for (const reply of replies) {
      const { asked, decisions } = await walk(world, reply, reply.with ? { with: reply.with } : {});
      for (const key of [...asked, ...decisions.map((one) => one.key)]) reached.add(key);
    }
    expect(questions.filter(({ key, prompt, likeliest }) => (prompt ?? likeliest) && !reached.has(key)).map(({ key }) => key)).toEqual([]);
  });

  it('four are asked, where Enter is the answer: with the folder and "Write" six', async () => {
    expect((await walk({}, {})).asked).toEqual(['domain', 'web', 'db', 'cache']);
  });
});

describe('what is decided', () => {
  it('is said with all that it could have been; of what files name once nothing is', async () => {
    const { answers, decisions } = await walk({ manage: 'one', settings: 'one', module: 'several', requirements: 'one' }, {});
    expect(decisions).toEqual([{ key: 'module', value: 'module.1', candidates: [finding('module', 1), finding('module', 2)] }]);
    expect(answers.module).toBe('module.1');
  });

  it('goes by the settings that were chosen', async () => {
    const { decisions } = await walk({ manage: 'one', settings: 'several', module: 'none', requirements: 'one' }, { settings: 'shop.settings.live' });
    expect(decisions).toEqual([{ key: 'module', value: 'shop', candidates: [] }]);
  });

  it('is nothing, where there is nothing to go by: the sentence of a run without a terminal', async () => {
    await expect(walk({ manage: 'one', settings: 'none', module: 'none', requirements: 'one' }, { settings: 'settings' })).rejects.toThrow('--module is needed: the project does not tell the package with wsgi.py.');
  });

  it.each([
    ['shop.settings', ['office', 'shop'], 'shop'],
    ['apps.shop.settings.live', ['apps.office', 'apps.shop'], 'apps.shop'],
    ['sites.conf.settings', ['counter', 'sites.office'], 'sites.office'],
    ['config.settings', ['config.other', 'config'], 'config'],
    ['config.settings', ['office', 'shop'], 'office'],
    ['config.settings', [], undefined],
  ])('beside %s, of %j: %s', (settings, modules, expected) => {
    expect(besideSettings(modules, settings)).toBe(expected);
  });

  it.each<readonly [key: AnswerKey, candidates: readonly string[], expected: string]>([
    ['configuration', ['ProdEurope', 'Production'], 'Production'],
    ['configuration', ['ProdEurope', 'ProdAsia'], 'ProdEurope'],
    ['configuration', ['Base', 'Dev', 'Heroku'], 'Heroku'],
    ['configuration', ['Base', 'Dev'], 'Base'],
    ['requirements', ['requirements/deploy.txt', 'requirements/production.txt'], 'requirements/production.txt'],
    ['requirements', ['live-requirements.txt', 'requirements-prod.txt'], 'requirements-prod.txt'],
    ['requirements', ['uv.lock', 'poetry.lock'], 'uv.lock'],
  ])('%s, of %j: %s', (key, candidates, expected) => {
    expect(questions.find((question) => question.key === key)?.likeliest?.(candidates, '')).toBe(expected);
  });

  it('of no names is none', () => {
    expect(named(/a/)([], '')).toBeUndefined();
  });
});
