import { signal } from '@preact/signals';
import { Refused } from './api';
import { say } from './i18n/language';

const SHOWN_MS = 8_000;

interface Notice {
  readonly text: string;
  readonly bad: boolean;
}
const notice = signal<Notice | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** A word to whoever uses the page, gone after a while. */
export function tell(text: string, bad = false): void {
  clearTimeout(timer);
  notice.value = { text, bad };
  timer = setTimeout(() => (notice.value = null), SHOWN_MS);
}

/** Says what was refused, in the locker's words. */
export function tellFailure(error: unknown): void {
  tell(error instanceof Refused ? `${say.value.failed}: ${error.message}` : say.value.unreachable, true);
}

/** Runs it and says so when it fails. Answers whether it went well. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

export function Notices() {
  const { value } = notice;
  return (
    <div class="notices" role="status">
      {value !== null && (
        <p class={value.bad ? 'notice bad' : 'notice'}>
          {value.text}
          <button type="button" class="plain" onClick={() => (notice.value = null)} aria-label={say.value.close}>
            ×
          </button>
        </p>
      )}
    </div>
  );
}
