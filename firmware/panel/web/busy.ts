import { useSignal } from '@preact/signals';
import { attempt } from './notices';

/** Runs one thing at a time and tells when it fails; what is asked for meanwhile is dropped. */
export function useBusy(): { readonly busy: boolean; readonly run: (work: () => Promise<unknown>) => Promise<void> } {
  const busy = useSignal(false);
  return {
    busy: busy.value,
    run: async (work) => {
      if (busy.value) return;
      busy.value = true;
      await attempt(work);
      busy.value = false;
    },
  };
}
