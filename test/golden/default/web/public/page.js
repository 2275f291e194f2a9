// Shows what the api says of itself and of what it needs; again every few seconds while somebody looks.
const EVERY = 5000;
const PATIENCE = 8000;

const list = document.querySelector('#parts');
const summary = document.querySelector('#summary');
const words = { works: 'works', fails: 'does not work', unknown: 'unknown' };

/** What the api says; nothing at all if it cannot be understood or takes too long. */
async function ask() {
  try {
    const answer = await fetch(list.dataset.status, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
}

function stateOf(part, answer) {
  if (part === 'api') return answer.api === true ? 'works' : 'fails';
  if (answer.api !== true || typeof answer[part] !== 'boolean') return 'unknown';
  return answer[part] ? 'works' : 'fails';
}

function sentence(states) {
  const failing = Object.keys(states).filter((part) => states[part] === 'fails');
  if (failing.length > 0) {
    const names = failing.join(', ').replace(/, (?=[^,]*$)/, ' and ');
    return `The ${names} ${failing.length > 1 ? 'do' : 'does'} not work. On the server, ./stack logs says why.`;
  }
  return Object.values(states).includes('unknown') ? 'The api works, and does not say all of the rest.' : 'Everything works.';
}

function show(answer) {
  const states = {};
  for (const item of list.children) {
    const { part } = item.dataset;
    states[part] = stateOf(part, answer);
    item.dataset.state = states[part];
    item.querySelector('.state').textContent = words[states[part]];
  }
  // Only a change is spoken by a screen reader.
  const text = sentence(states);
  if (summary.textContent !== text) summary.textContent = text;
}

const inView = () =>
  document.hidden && new Promise((seen) => document.addEventListener('visibilitychange', seen, { once: true }));
const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

for (;;) {
  await inView();
  show(await ask());
  await pause(EVERY);
}
