// vitest's results → .tools/results/<the Node it ran on>.json: the counts, and of what failed and what was skipped where,
// its name and the first lines of why, which .ci/run prints at its end. The seconds of each lane, a folder of test/, are printed
// at once.
import { mkdirSync, writeFileSync } from 'node:fs';

const first = (errors) => errors.flatMap(({ message }) => message.split('\n').slice(0, 20)).map((line) => `\n    ${line}`).join('');

const told = (state, { project, relativeModuleId }, name, errors) =>
  `${state}: Node ${process.version}, ${project.name}: ${relativeModuleId}: ${name}${first(errors)}`;

/** A file or a suite that could not be read or set up fails itself, and its tests count as skipped. */
function problems(module) {
  const groups = [module, ...module.children.allSuites()].filter((group) => group.errors().length > 0);
  const tests = [...module.children.allTests()].filter((test) => test.result().state !== 'passed');
  return [
    ...groups.map((group) => told('failed', module, group.fullName ?? 'the file', group.errors())),
    ...tests.map((test) => told(test.result().state, module, test.fullName, test.result().errors ?? [])),
  ];
}

/** Two lanes may run at the same time: these are the seconds of their tests, not of the clock. */
function seconds(modules) {
  const lanes = {};
  for (const module of modules) {
    const [, lane] = module.relativeModuleId.split('/');
    lanes[lane] = (lanes[lane] ?? 0) + module.diagnostic().duration / 1000;
  }
  return Object.entries(lanes).sort(([, a], [, b]) => b - a).map(([lane, time]) => `${lane} ${time.toFixed(0)} s`).join(', ');
}

/** Loaded by its path, with `new`: what it returns is the reporter. */
export default function Reporter() {
  return {
    onTestRunEnd(modules, unhandled) {
      const passed = modules.flatMap((module) => [...module.children.allTests('passed')]).length;
      const lines = [...modules.flatMap(problems), ...unhandled.map((error) => `failed: Node ${process.version}: outside of a test${first([error])}`)];
      console.log(`\nlanes: ${seconds(modules)}`);
      mkdirSync('.tools/results', { recursive: true });
      writeFileSync(`.tools/results/${process.version}.json`, JSON.stringify({ passed, lines }));
    },
  };
}
