import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { PrepareError, ROOT, say } from './paths.mjs';
import { omitsOptional, stampInstall } from './state.mjs';

const HEARTBEAT_MS = 15_000;
const COMPILERS = `Install them and try again:
  Debian, Ubuntu, Raspberry Pi OS:  sudo apt-get install python3 make g++
  Fedora:                           sudo dnf install python3 make gcc-c++
  macOS:                            xcode-select --install`;

/** Does better-sqlite3, the one package with machine code that all need, load in this Node? */
function nativeLoads() {
  const check = ['-e', "new (require('better-sqlite3'))(':memory:').close()"];
  return spawnSync(process.execPath, check, { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

const ADDON = join(ROOT, 'node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');
const HEADER = join(ROOT, 'scripts', 'setup', 'object-wrap.h');

/** Was it compiled with headers that make the garbage collector abort the process (see object-wrap.h)? */
function nativeAborts() {
  return existsSync(ADDON) && readFileSync(ADDON).includes('RemoveEnvironmentCleanupHook');
}

/** Can what is installed be used as it is? */
export function nativeSound() {
  return !nativeAborts() && nativeLoads();
}

/** @param how `install`: everything anew; `rebuild`: only the machine code, after a change of Node */
export async function install(how, lock) {
  const rebuild = how === 'rebuild';
  say(
    rebuild
      ? `compiling packages for Node ${process.versions.node} (better-sqlite3 takes 1 to 3 minutes)…`
      : 'installing packages (better-sqlite3 is compiled, this takes 1 to 3 minutes the first time)…',
  );
  rmSync(join(ROOT, 'node_modules', '.lockerd-installed'), { force: true });
  // The build, the tests and the demo need the development packages whatever NODE_ENV or .npmrc say.
  const ci = ['ci', '--include=dev', '--no-audit', '--no-fund', ...(omitsOptional() ? ['--omit=optional'] : [])];
  const code = await run(rebuild ? ['rebuild'] : ci, lock);
  if (code !== 0) throw new PrepareError(whyFailed());
  // A binary that came ready-made knows nothing of our header.
  if (nativeAborts()) await run(['rebuild', 'better-sqlite3', '--build-from-source'], lock);
  if (!nativeSound()) throw new PrepareError(whyNotLoaded());
  stampInstall();
  say(rebuild ? 'packages are compiled' : 'packages are installed');
}

/** Runs npm in a process group of its own, so that nothing of it is left when we are told to stop. */
function run(args, lock) {
  const [command, ...first] = npmCommand();
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      cwd: ROOT,
      env: npmEnvironment(),
      detached: true,
      stdio: ['ignore', 2, 2],
    });
    if (child.pid !== undefined) lock.child(child.pid);
    const heartbeat = setInterval(() => {
      say(`still at it, ${Math.round((Date.now() - started) / 1_000)} s so far`);
    }, HEARTBEAT_MS);
    let ending = null;
    const stop = (signal) => {
      if (ending !== null) return;
      ending = signal;
      // Asked politely, npm prints pages of the compiler's output; what it leaves behind is taken up next time.
      killGroup(child);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, stop);
    const done = () => {
      clearInterval(heartbeat);
      for (const signal of signals) process.off(signal, stop);
    };
    child.on('error', (error) => {
      done();
      reject(new PrepareError(`npm can't be started (${error.code ?? error.message}); is it installed?`));
    });
    child.on('close', (code) => {
      done();
      lock.child(null);
      if (ending === null) resolve(code);
      else reject(new PrepareError('stopped; the next start goes on from here', 128 + constants.signals[ending]));
    });
  });
}

function killGroup({ pid }) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All gone already.
  }
}

/** The npm that started us, else the one beside this Node, else the first on the PATH. */
function npmCommand() {
  const { npm_execpath: caller } = process.env;
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [caller, beside].find((file) => file && /^npm-cli\.c?js$/.test(basename(file)) && existsSync(file));
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/**
 * `npm start` and `npm test` tell their own command line to the programs they run (`npm_config_…`): an inner
 * npm would take it for its own. Only what says where and how to fetch and compile is handed on.
 */
function npmEnvironment() {
  const keep =
    /^npm_config_(registry|.*:registry|userconfig|globalconfig|cache|ca|cafile|cert|key|proxy|https_proxy|noproxy|strict_ssl|fetch_.*|offline|prefer_offline|maxsockets|nodedir|python|disturl|omit|ignore_scripts|allow_scripts)$/i;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || keep.test(name)),
  );
  delete env.INIT_CWD;
  // Compile for this Node, not for the first one on the PATH.
  if (process.versions.node.startsWith('24.')) {
    env.CXXFLAGS = `${env.CXXFLAGS ?? ''} -include ${HEADER.replaceAll(' ', '\\ ')}`.trim();
  }
  env.PATH = [dirname(process.execPath), env.PATH ?? ''].join(delimiter);
  const prefix = join(dirname(process.execPath), '..');
  if (headersVersion(prefix) === process.versions.node) env.npm_package_config_node_gyp_nodedir = prefix;
  return env;
}

/** Version of the C headers that were installed with this Node; with them nothing has to be fetched to compile. */
function headersVersion(prefix) {
  try {
    const text = readFileSync(join(prefix, 'include', 'node', 'node_version.h'), 'utf8');
    return ['MAJOR', 'MINOR', 'PATCH']
      .map((part) => new RegExp(`NODE_${part}_VERSION (\\d+)`).exec(text)?.[1])
      .join('.');
  } catch {
    return null;
  }
}

function missingTools() {
  const has = (...names) =>
    names.some((name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name))));
  return [
    ...(has('python3', 'python') ? [] : ['python3']),
    ...(has('make', 'gmake') ? [] : ['make']),
    ...(has('g++', 'c++', 'clang++') ? [] : ['g++']),
  ];
}

function whyFailed() {
  const missing = missingTools();
  return missing.length === 0
    ? 'npm could not install the packages, see its messages above'
    : `the packages could not be compiled: ${missing.join(', ')} missing. ${COMPILERS}`;
}

function whyNotLoaded() {
  return `better-sqlite3 was installed but does not load in Node ${process.versions.node}.
If your npm is told to run no install scripts (ignore-scripts), compile it with:
  npm rebuild better-sqlite3 --ignore-scripts=false`;
}
