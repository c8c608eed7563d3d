import { effect } from '@preact/signals';
import { say } from './i18n/language';
import { state } from './live';
import { Display } from './display';
import { StatusBar } from './status-bar';

effect(() => {
  document.title = state.value === null ? 'lockerd' : `${state.value.locker} · lockerd`;
});

export function App() {
  const view = state.value;
  return (
    <>
      <StatusBar />
      <main>{view === null ? <p>{say.value.connecting}</p> : <Display lines={view.terminal.lines} />}</main>
    </>
  );
}
