/** What the recording shows: what is typed, what is waited for, and for how long each is looked at. */

/** One thing that a person does. */
export interface Step {
  /** What must be on the screen, to its last sign, before anything is pressed. */
  readonly shown: RegExp;
  /** How long that is looked at, in milliseconds. */
  readonly hold: number;
  /** Pressed one after the other. */
  readonly keys: readonly string[];
}

const PROMPT = /(^|\n)\$ $/;
const ENTER = '\r';

/** A command at the shell's prompt, typed word by word. */
const command = (line: string, hold: number): Step => ({ shown: PROMPT, hold, keys: [...(line.match(/ *\S+/g) ?? []), ENTER] });

/** A question of the program, answered by Enter. */
const enter = (question: RegExp, hold = 1500): Step => ({ shown: new RegExp(`${question.source}[\\s\\S]*└\\s*$`), hold, keys: [ENTER] });

export const TITLE = 'create-django-stack in a terminal';
export const SUMMARY = 'Five questions, answered with Enter, make the stack; a limit is changed by hand; adding Redis keeps that change.';

/** How long the end stays before it begins again, in milliseconds. */
export const LAST = 8000;

export const story: readonly Step[] = [
  command('npx create-django-stack shop', 600),
  enter(/Which host names/),
  enter(/What answers the URLs/),
  enter(/Which database\?/),
  enter(/Which cache\?/),
  enter(/Write \d+ files to/, 2500),
  command('cd shop', 7000),
  command("sed -i~ 's/pids: 256}/pids: 300} # ours/' docker-compose.yml", 500),
  command('npx create-django-stack add redis', 700),
  command('grep -n ours docker-compose.yml', 4000),
  { shown: PROMPT, hold: LAST, keys: [] },
];
