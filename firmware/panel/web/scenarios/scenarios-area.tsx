import { Chosen } from '../locker/compartment';
import { chosen } from '../locker/doors';
import { Stage } from '../locker/stage';
import { wide } from '../locker/width';
import { wanted } from './files';
import { FilePanel, List } from './list';
import { Recording } from './recording';
import { Story } from './story';

/** Stories at the simulated locker, the wall in sight while they are played. */
export function ScenariosArea() {
  const name = wanted.value;
  const door = chosen.value === null ? null : <Chosen />;
  const width = wide.value ? 'wide' : '';
  if (name !== null) {
    return (
      <div class={`locker ${width}`}>
        <Stage />
        <div class="stack">
          <Story key={name} name={name} />
          {door}
        </div>
      </div>
    );
  }
  return (
    <div class={`locker scenarios ${width}`}>
      <Stage />
      <div class="stack">
        <List />
      </div>
      <div class="stack">
        {door}
        <FilePanel />
        <Recording />
      </div>
    </div>
  );
}
