import { Stage } from '../locker/stage';
import { wide } from '../locker/width';
import { FilePanel, List } from './list';
import { Recording } from './recording';
import { Story } from './story';
import { wanted } from './files';

/** Stories at the simulated locker, the wall in sight while they are played. */
export function ScenariosArea() {
  const name = wanted.value;
  return (
    <div class={wide.value ? 'locker wide' : 'locker'}>
      <Stage />
      <div class="stack">
        {name === null ? (
          <>
            <List />
            <FilePanel />
            <Recording />
          </>
        ) : (
          <Story key={name} name={name} />
        )}
      </div>
    </div>
  );
}
