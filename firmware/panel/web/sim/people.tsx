import { say } from '../i18n/language';
import { people } from './office';
import { QrCode } from './qr-code';

/** The badges of courier and technician. */
export function People() {
  const words = say.value.sim.people;
  const kinds: Readonly<Record<string, string>> = { courier: words.courier, service: words.technician };
  return (
    <section class="panel" aria-labelledby="people-title">
      <h2 id="people-title">{words.title}</h2>
      <ul class="badges">
        {people.value.map(({ id, kind, pin, qr }) => {
          const { [kind]: who = kind } = kinds;
          return (
            <li key={id} class="badge">
              {qr !== null && <QrCode text={qr} label={words.scan(who)} />}
              <strong>{who}</strong>
              <span class="soft">
                PIN <code>{pin}</code>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
