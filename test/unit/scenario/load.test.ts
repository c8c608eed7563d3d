import { formatProblems, loadScenario, parseScenario } from '../../../config/scenario/load';

const story = (...steps: string[]): string =>
  ['title: T', 'about: what one learns', 'steps:', ...steps.map((step) => `  - ${step}`), ''].join('\n');
function problems(text: string): string[] {
  const result = parseScenario('story.yaml', text);
  return result.ok ? [] : formatProblems(result.problems).split('\n');
}

test('a good story: each step with its line, what it does and what is told', () => {
  const text = story('deposit: { as: ann }', 'say: She comes.\n    type: ann.pin', "press: '#'", 'say: The end.');
  const result = parseScenario('story.yaml', text);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  expect(result.scenario.steps).toEqual([
    {
      line: 4,
      say: null,
      action: {
        verb: 'deposit',
        with: { as: 'ann', size: 'M', accessible: false, handover: false, depositAllowed: false },
      },
    },
    { line: 5, say: 'She comes.', action: { verb: 'type', with: 'ann.pin' } },
    { line: 7, say: null, action: { verb: 'press', with: '#' } },
    { line: 8, say: 'The end.', action: null },
  ]);
});

test.each([
  ['a slip of the pen', 'tpye: courier.pin', 'story.yaml:4:5: steps[0].tpye: unknown field; did you mean "type"?'],
  ['a screen that is none', 'expect: { screen: opne }', '4:23: steps[0].expect.screen: must be one of idle,'],
  ['a size', 'announce: { as: ann, size: XXL }', 'steps[0].announce.size: must be one of S, M, L, XL'],
  ['two things at once', "press: '1'\n    power: cut", 'a step does one thing; this one has press and power'],
  ['a name before its time', 'type: ann.pin', '4:11: steps[0].type: nobody is called ann yet'],
  ['a door before its time', 'close: ann.door', 'nobody is called ann yet'],
  ["staff's name", 'announce: { as: courier }', 'a name of small letters, like ann'],
  ['an expectation of two things', 'expect: { screen: open, link: online }', 'expect has one of screen, display,'],
  ['what does not go together', 'expect: { screen: open, times: 1 }', 'times does not go with screen'],
  ['nothing to expect of a door', 'expect: { compartment: A1 }', 'its state or door'],
  ['a fault of nothing', 'fault: { is: jam }', 'a fault has one of door, lock and device'],
  ['a duration in words', 'wait: 6 seconds', 'must be a duration: PT6S, PT73H, P3D; found "6 seconds"'],
  ['time that runs backwards', 'wait: -PT6S', 'must be a duration'],
  ['keys without quotes', 'press: 1', 'put it in quotes: "1"'],
])('%s is told with file, line and field', (_what, step, told) => {
  const found = problems(story(step));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(told);
  expect(found[0]).toMatch(/^story\.yaml:\d+:\d+: /);
});

test.each([["press: '123456'"], ['type: 123456'], ['scan: LK1-0123456789ABCDEFGHJKMNPQRS'], ['scan-text: LK1-0123']])(
  'a code does not stand in a file, and is not repeated in the message: %s',
  (step) => {
    const found = problems(story(step));
    expect(found).toHaveLength(1);
  },
);

test('all mistakes are told at once: those of the form, and names that nobody has', () => {
  const text = story(
    "press: '1x'",
    'type: bob.pin',
    'deposit: { as: ann, size: XXL }',
    'type: ann.pin',
    'scan: eve.qr',
  );
  expect(problems(text)).toEqual([
    expect.stringMatching(/^story\.yaml:4:12: steps\[0\]\.press: /),
    expect.stringMatching(/^story\.yaml:5:11: steps\[1\]\.type: nobody is called bob yet/),
    expect.stringMatching(/^story\.yaml:6:.* steps\[2\]\.deposit\.size: must be one of/),
    expect.stringMatching(/^story\.yaml:8:11: steps\[4\]\.scan: nobody is called eve yet/),
  ]);
});

test('a file that is missing, and one that is empty', () => {
  const missing = loadScenario('/nowhere/story.yaml');
  expect(missing.ok ? '' : formatProblems(missing.problems)).toBe('/nowhere/story.yaml: there is no such file');
  expect(problems('')).toEqual(['story.yaml: is empty; a scenario has at least title, about and steps']);
});
