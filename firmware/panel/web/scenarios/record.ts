import { signal } from '@preact/signals';
import { get, post } from '../api';
import { say } from '../i18n/language';
import { onOpen } from '../live';
import { tell } from '../notices';
import { site } from '../site';

interface Recorded {
  /** For its file. */
  readonly name: string;
  readonly text: string;
}
/** Is what is done at the locker being written down? */
export const recording = signal(false);
/** The last one that was ended here. */
export const recorded = signal<Recorded | null>(null);

/** Others begin and end recordings too, and one lasts through a power cut. */
export async function askRecording(): Promise<void> {
  recording.value = (await get<{ recording: boolean }>('/sim/recording')).recording;
}
onOpen(async () => {
  if (site.value?.sim != null) await askRecording();
});

const call = <T>(body: object): Promise<T> => post<T>('/sim/recording', body);

export async function start(): Promise<void> {
  await askRecording();
  // Beginning anew would throw away what somebody else is recording.
  if (recording.value) return tell(say.value.scenarios.record.already, true);
  await call({ action: 'start' });
  [recording.value, recorded.value] = [true, null];
}

export async function end(title: string): Promise<void> {
  const given = title.trim();
  try {
    const { text } = await call<{ text: string }>({ action: 'stop', ...(given !== '' && { title: given }) });
    recorded.value = { name: fileName(given), text };
  } finally {
    await askRecording();
  }
}

/** Plain letters: the file goes to other machines. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${plain.slice(0, 60) || 'recorded'}.yaml`;
}
