import { useSignal } from '@preact/signals';

/** Let go beside its place, a file would open instead of the page. */
for (const name of ['dragover', 'drop'] as const) {
  addEventListener(name, (event) => {
    if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}

interface FileDropProps {
  /** What may be dropped here. */
  readonly text: string;
  /** On the button that chooses a file. */
  readonly choose: string;
  readonly accept: string;
  readonly take: (file: File) => void;
}

/** A file of the laptop: dropped here, or chosen. */
export function FileDrop({ text, choose, accept, take }: FileDropProps) {
  const over = useSignal(false);
  return (
    <div
      class={over.value ? 'drop wanted' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        // From one thing within it to another is not away.
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) take(file);
      }}
    >
      <p>{text}</p>
      <label class="button file">
        {choose}
        <input
          type="file"
          class="unseen"
          accept={accept}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file !== undefined) take(file);
            // The same file may be chosen twice.
            Object.assign(currentTarget, { value: '' });
          }}
        />
      </label>
    </div>
  );
}
