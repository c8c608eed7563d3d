import { parseArgs } from 'node:util';

export const HELP = `Usage: npm start -- [--port N] [--state-dir DIR] [--config FILE]

Runs a simulated parcel locker with everything around it: MQTT broker, back office, the firmware, the
technician's page. Prints one line with the page's address when the locker takes codes. Ctrl-C ends it.

  --port N         TCP port of the technician's page, 0 = any free one (default: from the site file, 8480)
  --state-dir DIR  keeps everything there; two demos need two folders (default var/)
  --config FILE    site file (default config/sim.yaml)
  --help
`;

/**
 * @typedef {{ port: number | null, stateDir: string, config: string }} DemoOptions
 * @param {readonly string[]} args
 * @returns {{ options: DemoOptions } | { help: true } | { usage: string }}
 */
export function parseDemoOptions(args) {
  const text = { type: /** @type {const} */ ('string') };
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: text,
        'state-dir': { ...text, default: 'var' },
        config: { ...text, default: 'config/sim.yaml' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { usage: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return { help: true };
  if (values['state-dir'] === '' || values.config === '')
    return { usage: '--state-dir and --config must not be empty' };
  const { port } = values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    return { usage: `--port must be 0 to 65535, not ${port}` };
  }
  return {
    options: { port: port === undefined ? null : Number(port), stateDir: values['state-dir'], config: values.config },
  };
}
