import type { CameraConfig } from '../../config/camera';
import { FILE } from '../../config/camera';
import { chmod, lstat, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HalError } from '../errors';
import type { Camera, DeviceFinding } from '../ports';
import { runProgram } from './run-program';
import type { DriverDeps, Presence } from './reopen';

export type CameraSettings = Pick<CameraConfig, 'command' | 'timeoutSeconds' | 'maxBytes'>;

/**
 * A camera that is a command: `rpicam-still`, `ffmpeg`, `fswebcam` … It is run for each still and holds nothing in
 * between, so whether it is there shows at a still: `camera` is lost when one fails, and back at the next one that
 * does not.
 */
export class CommandCamera implements Camera {
  private lost: string | null = null;
  private running: Promise<void> | null = null;
  private started = false;
  private abort = new AbortController();
  /** For the self-test; there is nothing to be opened anew. */
  readonly held = { presence: (): Presence => this.presence(), hurry: (): void => undefined };

  constructor(
    private readonly settings: CameraSettings,
    private readonly deps: DriverDeps,
  ) {}

  async start(): Promise<void> {
    if (this.started) return;
    this.started = true;
    this.abort = new AbortController();
  }

  /** Ends a command that is running, and waits for its end. */
  async stop(): Promise<void> {
    this.started = false;
    this.lost = null;
    this.abort.abort();
    await this.running?.catch(() => undefined);
  }

  async still(file: string): Promise<void> {
    if (!this.started) throw new HalError('lost', 'camera', 'the driver is not started');
    if (this.running !== null) throw new HalError('busy', 'camera', 'a still is being taken');
    this.running = this.take(file, this.abort.signal);
    try {
      await this.running;
    } catch (error) {
      const failure = error instanceof HalError ? error : new HalError('lost', 'camera', text(error), { cause: error });
      this.tell(failure);
      throw failure;
    } finally {
      this.running = null;
    }
    this.tell(null);
  }

  describe(): DeviceFinding {
    return { code: 'camera', program: basename(this.settings.command[0] ?? '') };
  }

  private async take(file: string, signal: AbortSignal): Promise<void> {
    const { command, timeoutSeconds, maxBytes } = this.settings;
    // In the same folder, so that the finished still appears at once; the ending tells many programs the format.
    const draft = join(dirname(file), `.${basename(file)}`);
    const [program = '', ...args] = command.map((part) => part.replaceAll(FILE, draft));
    try {
      const end = await runProgram(program, args, {
        time: this.deps.time,
        signal,
        limitMs: timeoutSeconds * 1_000,
        watch: async () => ((await sizeOf(draft)) > maxBytes ? `its still is larger than ${maxBytes} bytes` : null),
      });
      if (end.how === 'late') {
        throw new HalError(
          'timeout',
          'camera',
          `${program} took longer than ${timeoutSeconds} s${tail(end.complaint)}`,
        );
      }
      if (end.how !== 'done') throw new Error(`${end.why}${tail(end.complaint)}`);
      await this.accept(draft, program, end.complaint);
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true, recursive: true });
    }
  }

  private async accept(draft: string, program: string, complaint: string): Promise<void> {
    const { maxBytes } = this.settings;
    const stat = await lstat(draft).catch(() => null);
    if (stat === null || (stat.isFile() && stat.size === 0))
      throw new Error(`${program} wrote no still${tail(complaint)}`);
    if (!stat.isFile()) throw new Error(`${program} wrote something that is no file`);
    if (stat.size > maxBytes) throw new Error(`its still has ${stat.size} bytes, more than ${maxBytes}`);
    await chmod(draft, 0o600);
  }

  private presence(): Presence {
    if (!this.started) return { state: 'stopped' };
    return this.lost === null ? { state: 'open' } : { state: 'lost', detail: this.lost };
  }

  private tell(failure: HalError | null): void {
    // What was ended by a stop is no fault.
    if (!this.started) return;
    const before = this.lost;
    this.lost = failure === null ? null : failure.message.replace(/^camera: /, '');
    if ((before === null) === (this.lost === null)) return;
    this.deps.onDevice({ device: 'camera', status: this.lost === null ? 'back' : 'lost', detail: this.lost ?? '' });
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await lstat(file).catch(() => null))?.size ?? 0;
}

function tail(complaint: string): string {
  return complaint === '' ? '' : `: ${complaint}`;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
