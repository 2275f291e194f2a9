/** The Dockerfiles of rendered stacks against rules of our own: P1–P13, P15–P18, P66. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf, ROOT } from '../support/stacks.ts';
import { stackOf, stacks } from './answers.ts';
import * as rules from './dockerfile-rules.ts';
import { parseDockerfile, type Rule } from './dockerfile-rules.ts';

/** What a rule is about, the rule, whether it holds for images without Python too, and the least that breaks it. */
const table: readonly (readonly [title: string, rule: Rule, scope: 'any' | 'python', bad: string])[] = [
  ['P1: runs as a number, not as root', rules.numericUser, 'any', 'FROM x\nUSER app'],
  ['P2: bases have a maintained version and a distribution', rules.pinnedBases, 'any', 'FROM python:3.14 AS a\nFROM python'],
  ['P2: stages share one base', rules.oneBase, 'python', 'FROM python:3.14-slim-trixie AS a\nFROM python:3.14-alpine3.24'],
  ['P2: Alpine has a version', rules.pinnedAlpine, 'python', 'FROM python:3.14-alpine AS builder'],
  ['P3: starts without a shell', rules.execForm, 'any', 'FROM x\nCMD gunicorn shop.wsgi'],
  ['P4: no secret in ENV or ARG', rules.noSecrets, 'any', 'FROM x\nARG SECRET_KEY'],
  ['P5: ENV with "="', rules.modernEnv, 'any', 'FROM x\nENV DEBUG False'],
  ['P6: dependencies before sources', rules.dependenciesFirst, 'any', 'FROM x\nCOPY . .\nRUN pip install -r requirements.txt'],
  ['P7: no wheels in the last stage', rules.noWheels, 'any', 'FROM x AS b\nFROM x\nCOPY --from=b /wheels /wheels'],
  ['P8: pip is not upgraded', rules.noPipUpgrade, 'any', 'FROM x\nRUN pip install --upgrade pip'],
  ['P9: an environment without pip, copied whole', rules.bareVenv, 'python', 'FROM x AS b\nRUN python -m venv /venv\nFROM x\nCOPY --from=b /venv /venv'],
  ['P9: nothing is installed in the last stage', rules.noInstallers, 'any', 'FROM x AS b\nFROM x\nRUN pip install django'],
  ['P10: bytecode is made in the build', rules.bytecode, 'python', 'FROM x\nRUN python -m compileall .'],
  ['P11: no build tools in the last stage', rules.noBuildTools, 'any', 'FROM x\nRUN apt-get install -y libpq-dev'],
  ["P12: pip's cache stays out of layers", rules.pipCache, 'any', 'FROM x\nRUN pip install django'],
  ['P15: lock files are checked', rules.locked, 'any', 'FROM x\nRUN uv sync --frozen'],
  ['P13: packages leave nothing behind', rules.tidyPackages, 'any', 'FROM x\nRUN apt-get install -y curl'],
  ['P16: PYTHONUNBUFFERED, PYTHONDONTWRITEBYTECODE, PATH', rules.pythonEnv, 'python', 'FROM x\nENV PYTHONUNBUFFERED=1'],
  ['P17: the revision as a label', rules.revisionLabel, 'python', 'FROM x\nLABEL a=b'],
  ['P17: the revision below all layers', rules.revisionLast, 'python', 'FROM x\nARG REVISION\nCOPY . .'],
  ['P18: variables are declared in their stage', rules.declared, 'any', 'FROM x AS b\nARG A=1\nFROM x\nLABEL a=$A'],
  ['P66: a start only serves', rules.plainStart, 'any', 'FROM x\nENTRYPOINT ["./entrypoint.sh"]'],
];

describe.each(stacks)('Dockerfile, %s', (_, made) => {
  it.each(table)('%s', (_title, rule) => {
    expect(rule(parseDockerfile(fileOf(made, 'Dockerfile')))).toBeUndefined();
  });
});

const builtWeb = stacks.filter(([, { stack }]) => stack.web.kind === 'static' || stack.web.kind === 'node');

describe.each(builtWeb)('web/Dockerfile, %s', (_, made) => {
  it.each(table.filter(([, , scope]) => scope === 'any'))('%s', (_title, rule) => {
    expect(rule(parseDockerfile(fileOf(made, `${made.stack.web.folder}/Dockerfile`)))).toBeUndefined();
  });
});

describe('negative controls', () => {
  it.each(table)('%s: complains about the least that breaks it', (_title, rule, _scope, bad) => {
    expect(rule(parseDockerfile(bad))).toEqual(expect.any(String));
  });

  it("finds in the post's Dockerfile what this package set out to improve", () => {
    const post = parseDockerfile(readFileSync(join(ROOT, 'test/fixtures/post/Dockerfile'), 'utf8'));
    const broken = table.filter(([, rule]) => rule(post) !== undefined).map(([title]) => title.split(':')[0]);
    expect([...new Set(broken)]).toEqual(['P1', 'P2', 'P4', 'P5', 'P7', 'P8', 'P9', 'P10', 'P12', 'P16', 'P17']);
  });
});

describe('slim and alpine', () => {
  const tree = (title: string) => Object.fromEntries(stackOf(title).files.map(({ path, content }) => [path, content.split('\n')]));
  const slim = tree('default');
  const alpine = tree('default on alpine');

  it('P2: differ in the FROM lines of the Dockerfile, and in the answer itself', () => {
    expect(Object.keys(alpine)).toEqual(Object.keys(slim));
    const differing = Object.entries(slim).flatMap(([path, lines]) =>
      lines.flatMap((line, index) => (line === alpine[path]?.[index] ? [] : [`${path}: ${line}`])),
    );
    expect(differing).toEqual([
      expect.stringMatching(/^django-stack\.yml: base: slim /),
      'Dockerfile: FROM python:3.14-slim-trixie AS builder',
      'Dockerfile: FROM python:3.14-slim-trixie',
    ]);
  });
});
