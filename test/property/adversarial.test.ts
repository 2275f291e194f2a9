/**
 * Compose files that somebody could hand us in bad faith or in bad luck. Each is refused with its line and a reason, or
 * all six edits of compose-edits.ts are right in it to the byte, or a conflict with a reason. None crashes.
 */
import { describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { mergeYaml } from '../../src/regenerate/yaml/merge.ts';
import { COMPOSE_EDITS, tryEdit, type Outcome } from './compose-edits.ts';

const BASE = 'services:\n  web:\n    image: web:1\n';
const NEXT = `${BASE}  added:\n    image: added:1\n`;

const REFUSED: readonly (readonly [title: string, text: string, complaint: RegExp])[] = [
  ['an unfinished merge of git', 'a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n', /^line 2: a merge of git/],
  ['the base of an unfinished merge', 'services: {}\n||||||| 1a2b3c\n', /^line 2: a merge of git/],
  ['a section twice', 'services: {}\nname: a\nservices: {}\n', /^line 3: .*second time/],
  ['a service twice, once in quotes', 'services:\n  web: {}\n  "web": {}\n', /^line 3: .*second time/],
  ['two merge keys', 'a: &a {}\nb:\n  <<: *a\n  <<: *a\n', /^line 4: .*second time/],
  ['a tab for indentation', 'services:\n\tweb:\n', /^line 2: .*tab/i],
  ['two documents', 'a: 1\n---\nb: 2\n', /^line 2: a second document/],
  ['a Jinja value', 'services:\n  web:\n    image: {{ image }}\n', /^line 3: .*template/],
  ['a Jinja block', '{% if x %}\nservices: {}\n', /^line 1: /],
  ['a Helm value', 'services:\n  web: {{- toYaml .Values | nindent 4 }}\n', /^line 2: /],
  ['an open double quote', 'services:\n  web:\n    image: "web\n', /^line [34]: .*quote/i],
  ['an open single quote', "services:\n  web:\n    image: 'web\n", /^line [34]: .*quote/i],
  ['an open bracket', 'services:\n  web:\n    ports: [1\n', /^line [34]: /],
  ['an open brace', 'services: {web: {image: x}\n', /^line [12]: /],
  ['a bracket that closes nothing', 'services:\n  web: ]\n', /^line 2: /],
  ['an alias without an anchor', 'services:\n  web: *none\n', /^line 2: \*none refers to no anchor/],
  ['an alias before its anchor', 'services:\n  web: *late\nx: &late {}\n', /^line 2: \*late refers to no anchor/],
  ['a list', '- a\n- b\n', /^line 1: a map/],
  ['one word', 'services\n', /^line 1: a map/],
  ['one number', '42\n', /^line 1: a map/],
  ['columns that do not fit', 'services:\n  web:\n    image: a\n   ports: []\n', /^line [34]: /],
  ['a value below a value', 'services:\n  web: a\n    image: b\n', /^line [23]: /],
  ['a list below a map', 'services:\n  web:\n    image: a\n  - b\n', /^line [34]: /],
  ['a key that is a list', 'services:\n  ? [a, b]\n  : c\n', /^line 2: .*no plain text/],
  ['a pair in a list without braces', 'services:\n  web:\n    ports: [a: 1]\n', /^line 3: a pair without braces/],
  ['an escape that is none', 'services:\n  web:\n    image: "a\\qb"\n', /^line 3: /],
  ['two anchors on one value', 'services:\n  web: &a &b {}\n', /^line 2: /],
  ['a reserved character', 'services:\n  web:\n    image: @web\n', /^line 3: /],
  ['a backtick', 'services:\n  web:\n    image: `web`\n', /^line 3: /],
  ['a block scalar less indented than it says', 'services:\n  web:\n    x: |4\n     a\n', /^line [34]: /],
  ['ten thousand brackets', `services: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, /^line 1: .*deep/],
  ['ten thousand steps down', Array.from({ length: 10_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), /^line \d+: .*deep/],
  ['two thousand brackets', `services: ${'['.repeat(2000)}${']'.repeat(2000)}\n`, /^line 1: .*deep/],
];

const READ: readonly (readonly [title: string, text: string])[] = [
  ['carriage returns alone inside a text', 'services:\n  web:\n    image: "a\\rb"\n'],
  ['both line ends', 'services:\r\n  web:\n    image: a\r\n  db:\n    image: b\r\n'],
  ['every alias of an alias', 'a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c]\nservices:\n  web:\n    image: a\n    x-d: [*d, *d, *d, *d, *d]\n'],
  ['an anchor used for two things', 'x: &a {image: one}\ny: &a {image: two}\nservices:\n  web: {<<: *a}\n  db:\n    image: c\n'],
  ['a merge of a list with a map written out', 'x: &a {init: true}\nservices:\n  web:\n    <<: [*a, {restart: always}]\n    image: a\n'],
  ['a merge key in quotes', 'services:\n  web:\n    "<<": {a: b}\n    image: a\n'],
  ['keys that are numbers, truth and nothing', 'services:\n  web:\n    image: a\n    labels:\n      1: a\n      true: b\n      ~: c\n      "": d\n'],
  ['a key with a colon in it', 'services:\n  web:\n    image: a\n    labels:\n      a:b:c: d\n'],
  ['a key that is named like what all objects have', 'services:\n  web:\n    image: a\n    environment:\n      __proto__: x\n      constructor: y\n      toString: z\n'],
  ['a key in several lines', 'services:\n  web:\n    image: a\n    ? "a\n      b"\n    : c\n'],
  ['a text that goes on without quotes', 'services:\n  web:\n    image: a\n    x: one\n      two\n      three # end\n'],
  ['block scalars of every kind', 'services:\n  web:\n    image: a\n    a: |\n      x\n    b: |-\n      x\n    c: |+\n      x\n\n    d: >2\n        x\n    e: >-\n\n      x\n\n      y\n'],
  ['a block scalar that looks like YAML', 'services:\n  web:\n    image: a\n    command: |\n      services:\n        web:\n          image: b\n      # no comment\n      <<<<<<<\n'],
  ['a block scalar at the very end without a line end', 'services:\n  web:\n    image: a\n    x: |\n      last'],
  ['tags', 'services:\n  web: !!map\n    image: !!str a\n    ports: !override ["1:1"]\n    x: !reset null\n    y: !!binary aGk=\n'],
  ['a directive and both markers', '%YAML 1.2\n---\nservices:\n  web:\n    image: a\n...\n# end\n'],
  ['a comment on the marker', '--- # begins\nservices:\n  web:\n    image: a\n'],
  ['hashes that begin no comment', 'services:\n  web:\n    image: a\n    x: "# no" # yes\n    y: \'#\'\n    z: [a#b, "#"]\n'],
  ['comments in every gap', '# 1\nservices: # 2\n  # 3\n  web: # 4\n    # 5\n    image: a # 6\n    # 7\n    ports: # 8\n      # 9\n      - "1:1" # 10\n      # 11\n    # 12\n  # 13\n# 14\n'],
  ['lists in lists', 'services:\n  web:\n    image: a\n    x:\n      - - a\n        - b\n      - - - c\n'],
  ['a map behind a dash behind a dash', 'services:\n  web:\n    image: a\n    x:\n    - - a: 1\n        b: 2\n'],
  ['a line of a hundred thousand characters', `services:\n  web:\n    image: a\n    x: "${'long '.repeat(20_000)}"\n`],
  ['spaces of other scripts and marks that nobody sees', 'services:\n  web:\n    image: a\n    x: "a\u00a0b\u2028c\u200bd"\n    y\u00e9: \u{1f433}\n'],
  ['a byte order mark, and one in the middle', '\uFEFFservices:\n  web:\n    image: a\n    x: "\uFEFF"\n'],
  ['tabs wherever they may stand', 'services:\t\n  web:\t# x\n    image:\ta\t\n    ports:\t[ "1:1" ,\t"2:2" ]\t\n'],
  ['JSON without a space', '{"services":{"web":{"image":"a","ports":["1:1"]},"db":{"image":"b"}}}'],
  ['flow style over lines with a comma at the end', 'services: {\n  web: {image: a, ports: ["1:1",],},\n  db: {\n    image: b, # b\n  },\n}\n'],
  ['services that are nothing', 'services:\n  web:\n  db: ~\n  api: {}\n  mail:\n    image: a\n'],
  ['a services section in quotes', '"services":\n  \'web\':\n    "image": \'a\'\n'],
];

const OUTCOMES: readonly Outcome[] = ['right', 'conflict', 'not applicable'];

describe('files of bad faith or bad luck', () => {
  it.each(REFUSED)('refused with line and reason: %s', (_title, text, complaint) => {
    const attempt = () => mergeYaml(BASE, text, NEXT, () => undefined);
    expect(attempt).toThrow(StackError);
    expect(attempt).toThrow(complaint);
  });

  it.each(READ)('read, and edited right: %s', (_title, text) => {
    for (const name of Object.keys(COMPOSE_EDITS)) {
      const { outcome, reason } = tryEdit(text, name);
      expect([name, OUTCOMES.includes(outcome) ? 'fine' : reason]).toEqual([name, 'fine']);
      if (outcome === 'conflict') expect(reason).toMatch(/\w+: \S/);
    }
    const { text: result, base } = mergeYaml(BASE, text, NEXT, () => undefined);
    expect(mergeYaml(base, result, NEXT, () => undefined).text).toBe(result);
  });

  it.each(['', '\n', '# nothing\n', '---\n', '---\n...\n', 'services:\n', 'services: {}\n', 'services: ~ # none\n', '{}\n', 'x: y\n'])('nothing yet, and then a service: %j', (text) => {
    const { text: result, conflicts, notes } = mergeYaml('', text, NEXT, () => undefined);
    // Where it cannot be written, that is said.
    expect([result.includes('added:1') || notes.some((note) => /could not be added/.test(note)), conflicts]).toEqual([true, []]);
  });

  it.each(['x: &x\n  y: [*x]\n', 'x:\n  <<: nothing\n', 'x:\n  <<: [*a]\ny: &a {}\n', 'x: "\u0000"\n', 'x: [[[[[[[[[[[]]]]]]]]]]]\n'])('what no one else would read does no harm: %j', (odd) => {
    const text = `${odd}${BASE}`;
    try {
      const { text: result } = mergeYaml(BASE, text, NEXT, () => undefined);
      expect(result).toBe(odd + NEXT);
    } catch (error) {
      expect((error as StackError).message).toMatch(/^line \d+: /);
    }
  });

  it('they are more than forty', () => {
    expect(REFUSED.length + READ.length).toBeGreaterThanOrEqual(60);
  });
});
