import { say } from '../i18n/language';
import { instant } from '../instant';
import { press } from './calls';
import { messages, type Message } from './office';
import { ParcelActions } from './parcel-actions';
import { QrCode } from './qr-code';

const sentAt = instant({ weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** What the recipients were sent, newest first, with codes that can be used by a click. */
export function Mailbox() {
  const words = say.value.sim.mail;
  return (
    <section class="panel mailbox" aria-labelledby="mail-title">
      <h2 id="mail-title">{words.title}</h2>
      {messages.value.length === 0 && <p class="soft">{words.none}</p>}
      <ol class="mails" aria-live="polite">
        {messages.value.map((message) => (
          <Mail key={`${message.at} ${message.parcel} ${message.subject} ${message.to}`} message={message} />
        ))}
      </ol>
    </section>
  );
}

function Mail({ message }: { message: Message }) {
  const words = say.value.sim.mail;
  const { at, to, subject, text, pin, qr } = message;
  return (
    <li class="mail">
      <div class="letter">
        <h3>{subject}</h3>
        <p class="soft">
          {words.to(to)} · <time dateTime={at}>{sentAt(at)}</time>
        </p>
        <details>
          <summary class="text">{text.split('\n').find((line) => line.trim() !== '') ?? ''}</summary>
          <p class="text">{text}</p>
        </details>
        {pin !== null && (
          <p class="pin">
            <span>
              {words.pin} <code>{pin}</code>
            </span>
            <button type="button" aria-label={words.type(pin)} onClick={() => void press(pin)}>
              {words.type(pin)}
            </button>
          </p>
        )}
        <ParcelActions message={message} />
      </div>
      {qr !== null && <QrCode text={qr} label={`${words.scan}, ${words.to(to)}`} />}
    </li>
  );
}
