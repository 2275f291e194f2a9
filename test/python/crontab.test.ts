/** run-crontab.py: when a line of crontab is due, and which lines are refused. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/need.ts';
import { project, run } from './django.ts';

/** Prints, for each line and time of a table, whether the job is due. */
const ASK = `import importlib.util, json, sys
from datetime import datetime
spec = importlib.util.spec_from_file_location("crontab", "run-crontab.py")
crontab = importlib.util.module_from_spec(spec)
spec.loader.exec_module(crontab)
rows = json.loads(sys.argv[1])
print(json.dumps([crontab.Job("here", f"{line} true").is_due(datetime.fromisoformat(time)) for line, time in rows]))`;

describeWith(['python3', 'django'], 'run-crontab.py', (t) => {
  it('knows when a job is due', () => {
    const rows: readonly (readonly [line: string, time: string, due: boolean])[] = [
      ['* * * * *', '2026-01-01T00:00', true],
      ['17 4 * * *', '2026-01-01T04:17', true],
      ['17 4 * * *', '2026-01-01T04:18', false],
      ['*/15 * * * *', '2026-01-01T09:45', true],
      ['*/15 * * * *', '2026-01-01T09:50', false],
      ['5/20 * * * *', '2026-01-01T09:25', true],
      ['10-40/10 * * * *', '2026-01-01T09:40', true],
      ['10-40/10 * * * *', '2026-01-01T09:50', false],
      ['0 8-18 * * 1-5', '2026-01-02T12:00', true],
      ['0 8-18 * * 1-5', '2026-01-03T12:00', false],
      ['0 0 * * 0', '2026-01-04T00:00', true],
      ['0 0 * * 7', '2026-01-04T00:00', true],
      ['0 0 1 * 1', '2026-01-01T00:00', true],
      ['0 0 1 * 1', '2026-01-05T00:00', true],
      ['0 0 1 * 1', '2026-01-06T00:00', false],
      ['0 0 1 * *', '2026-01-05T00:00', false],
      ['0 0 29 2 *', '2028-02-29T00:00', true],
      ['0,30 1,13 * 6,12 *', '2026-12-09T13:30', true],
      ['0,30 1,13 * 6,12 *', '2026-11-09T13:30', false],
    ];
    const shop = project(t.path('django'), { with: 'scheduler' });
    const { code, output } = run(shop, ['-c', ASK, JSON.stringify(rows.map(([line, time]) => [line, time]))]);
    expect([code, JSON.parse(output)]).toEqual([0, rows.map(([, , due]) => due)]);
  });

  it.each([
    ['60 * * * *  true', "minute '60' is not within 0-59"],
    ['* 24 * * *  true', "hour '24' is not within 0-23"],
    ['* * 0 * *  true', "day '0' is not within 1-31"],
    ['* * * 5-1 *  true', "month '5-1' is not within 1-12"],
    ['* * * * mon  true', "weekday 'mon' is none"],
    ['*/0 * * * *  true', "minute '*/0' is none"],
    ['@daily  true', 'a job is: minute hour day month weekday command'],
  ])('refuses "%s", and says where and why', (line, why) => {
    const shop = project(t.path('django'), { with: 'scheduler' });
    writeFileSync(join(shop.folder, 'crontab'), `# mine\n\n${line}\n`);
    const { code, output } = run(shop, ['run-crontab.py']);
    expect([code, output]).toEqual([1, `crontab:3: ${why}\n`]);
  });

  it('takes the crontab that comes with the stack', () => {
    const shop = project(t.path('django'), { with: 'scheduler' });
    const { output } = run(shop, ['-c', `${ASK.split('rows =')[0]}print([(job.place, job.command) for job in crontab.read()])`]);
    expect(output).toMatch(/^\[\('crontab:\d+', 'python manage\.py clearsessions'\)\]\n$/);
  });
});
