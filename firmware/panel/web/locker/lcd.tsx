import { computed } from '@preact/signals';
import { say } from '../i18n/language';
import { state } from '../live';
import { site } from '../site';
import { lcdCells } from './lcd-cells';

/** As one text, so that a state with the same lines draws nothing anew. */
const shown = computed(() => state.value?.terminal.lines.join('\n') ?? '');
const language = computed(() => state.value?.terminal.language ?? 'en');

/** The display as the customer sees it, each character in its cell; typed digits come masked. */
export function Lcd() {
  const lines = shown.value.split('\n');
  const { columns, rows, type } = site.value?.display ?? { columns: 20, rows: 4, type: 'lcd' };
  return (
    <div class={`lcd lcd-${type} lcd-${columns}`}>
      <div class="cells" aria-hidden="true">
        {lcdCells(lines, columns, rows).map((cells, row) => (
          <div key={row} class="row">
            {cells.map((character, column) => (
              <span key={column}>{character}</span>
            ))}
          </div>
        ))}
      </div>
      <p class="unseen" role="status" aria-label={say.value.locker.display} lang={language.value}>
        {lines
          .map((line) => line.trim())
          .filter((line) => line !== '')
          .join(' ')}
      </p>
    </div>
  );
}
