import { language, LANGUAGES, say } from './i18n/language';
import { link, state } from './live';

/** Who this is, whether what is shown is true, and the page's language. */
export function StatusBar() {
  const { [link.value]: text } = say.value.link;
  return (
    <header class="bar">
      <h1>{state.value?.locker ?? 'lockerd'}</h1>
      <p role="status" class={`link ${link.value}`}>
        {text}
      </p>
      <label>
        <span class="unseen">{say.value.language}</span>
        <select value={language.value} onChange={({ currentTarget }) => (language.value = currentTarget.value)}>
          {Object.entries(LANGUAGES).map(([code, { name }]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}
