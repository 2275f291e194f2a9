/** Plays a story to a shell in a real terminal, and keeps the screen as it was before every key. */
import xterm from '@xterm/headless';
import type { IBufferCell, IBufferLine } from '@xterm/headless';
import { openShell, type Size } from '../support/terminal.ts';
import type { Step } from './story.ts';

/** Signs side by side of one look: ANSI's number of a colour, and how it is set. */
export interface Run {
  readonly text: string;
  readonly look: string;
}

/** All lines from the first on, of which the screen shows those from `top` on. */
export interface Frame {
  readonly lines: readonly (readonly Run[])[];
  readonly top: number;
  /** Milliseconds. */
  readonly hold: number;
}

/** Between two keys of one step, in milliseconds. */
const TYPING = 160;

/** What was sent when a frame is over, and how long that is looked at. */
interface Mark {
  readonly sent: string;
  readonly hold: number;
}

/**
 * Plays the story. The times are the story's own: what the machine needs for a command is not in the recording.
 * @returns the frames, in order
 */
export async function record(story: readonly Step[], cwd: string, size: Required<Size>): Promise<readonly Frame[]> {
  const session = openShell(cwd, size);
  const marks: Mark[] = [];
  for (const { shown, hold, keys } of story) {
    await session.until(shown);
    marks.push({ sent: session.sent(), hold });
    for (const [index, key] of keys.entries()) {
      session.press(key);
      if (index === keys.length - 1) continue;
      await session.until(new RegExp(`${key.replace(/[^\w ]/g, '\\$&')}$`));
      marks.push({ sent: session.sent(), hold: TYPING });
    }
  }
  session.kill('SIGKILL');
  return await replay(marks, size);
}

/** Shows the same bytes to a terminal without a window, and reads its screen at every mark. */
async function replay(marks: readonly Mark[], { columns, rows }: Required<Size>): Promise<readonly Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  const frames: Frame[] = [];
  let before = 0;
  for (const { sent, hold } of marks) {
    await new Promise<void>((done) => { terminal.write(sent.slice(before), done); });
    before = sent.length;
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.baseY + rows }, (_, index) => runs(active.getLine(index)));
    frames.push({ lines, top: active.baseY, hold });
  }
  return frames;
}

function runs(line: IBufferLine | undefined): readonly Run[] {
  const found: { text: string; look: string }[] = [];
  for (let column = 0; column < (line?.translateToString(true).length ?? 0); column++) {
    const cell = line?.getCell(column);
    if (!cell) continue;
    const last = found.at(-1);
    if (last?.look === look(cell)) last.text += cell.getChars() || ' ';
    else found.push({ text: cell.getChars() || ' ', look: look(cell) });
  }
  return found;
}

function look(cell: IBufferCell): string {
  const all = [cell.isFgPalette() && `c${cell.getFgColor()}`, cell.isBold() && 'b', cell.isDim() && 'd', cell.isInverse() && 'i'];
  return all.filter(Boolean).join(' ');
}
