/** What passes between the back office and a demo around it, over the IPC channel of a child process. */

export type ToBackoffice =
  /** The simulated world's wall clock is this far from the real one, ms. */
  | { readonly type: 'time'; readonly wallOffset: number }
  /** A request as over the Unix socket. `path` with or without `/api/v1`. */
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: string;
      readonly path: string;
      readonly body: unknown;
    }
  /** Answered when the locker has reported what the back office wants, or after `timeoutMs` of real time. */
  | { readonly type: 'settle'; readonly id: number; readonly timeoutMs: number };

export type FromBackoffice =
  /** The locker has reported for the first time what the back office wants it to know. */
  | { readonly type: 'synced' }
  | { readonly type: 'reply'; readonly id: number; readonly status: number; readonly body: unknown }
  | { readonly type: 'settled'; readonly id: number; readonly settled: boolean };
