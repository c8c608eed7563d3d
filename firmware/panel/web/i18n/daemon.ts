import { computed } from '@preact/signals';
import type { HalErrorCode } from '../../../../hal/errors';
import type { DeviceFinding, DeviceReport } from '../../../../hal/ports';
import type { CheckFinding, CheckView } from '../../../core/views';
import { daemonDe } from './daemon-de';
import { language } from './language';
import type { Story } from './words';

/** What the daemon says in English, in another language: by its codes and ids, never by its words. */
export interface Translation {
  check(finding: CheckFinding): string;
  device(finding: DeviceFinding): string;
  readonly problems: Readonly<Record<HalErrorCode, string>>;
  /** Whose words these are: a fault is told by the driver, or the system below it. */
  readonly driver: string;
  /** Of the scenarios that come with lockerd, by name. */
  readonly stories: Readonly<Record<string, Story>>;
}

const TRANSLATIONS: Readonly<Record<string, Translation>> = { de: daemonDe };
const translation = computed(() => TRANSLATIONS[language.value]);

/** What a check found, in the page's language as far as it is known. */
export function checkText({ finding, detail }: CheckView): string {
  return (finding && translation.value?.check(finding)) ?? detail;
}

/** What the self-test found at a device. */
export function deviceText({ ok, finding, detail, problem }: DeviceReport): string {
  const { value: words } = translation;
  if (words === undefined) return detail;
  if (ok) return (finding && words.device(finding)) ?? detail;
  return `${problem === undefined ? words.driver : words.problems[problem]}: ${detail}`;
}

/** A scenario as the list or its file tells of it. @param name without the file's ending */
export function storyText(name: string, told: Story): Story {
  return translation.value?.stories[name] ?? told;
}
