import type { Command } from 'commander';
import { commandPath, everyCommand } from './paths';

/** By command, without the program's name: what somebody would type, and what for. */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  status: [
    ['status', 'the locker at a glance'],
    ['status --json | jq .health', 'what is wrong, for a script'],
  ],
  compartments: [['compartments', 'state, door and parcels of each']],
  doors: [
    ['doors', 'every door, stiff locks in red'],
    ['doors A1', 'all openings of one of them'],
    ['doors A1 --new-lock', 'its lock was replaced: count anew'],
  ],
  events: [
    ['events --follow', 'what happens, as it happens'],
    ['events --type "door.*" --compartment A1', 'the latest of one door'],
    ['events --text hinge --limit 5', 'where somebody wrote of a hinge'],
    ['events --after 1000 --json', 'for a script that goes on where it was'],
  ],
  log: [
    ['log', "the daemon's latest lines"],
    ['log --follow', 'and what comes'],
  ],
  metrics: [['metrics | grep pending', 'how many events the operator has not acknowledged']],
  sync: [['sync', 'what operator and locker know of each other']],
  open: [['open A1 --reason "lock replaced"', 'the audit log says who and why']],
  'out-of-service': [['out-of-service A1 --reason "hinge bent"', 'offered no more, a parcel inside may be fetched']],
  'in-service': [['in-service A1', 'offered again, in the state it had before']],
  'verified-empty': [['verified-empty A1 --reason "looked inside"', 'free again; its parcel and codes end']],
  page: [
    ['page', 'open the address that it prints, once'],
    ['page --json | jq -r .page', 'only the address'],
  ],
  backup: [['backup /var/backups/locker.db', 'while the locker runs; the daemon writes it']],
  'audit verify': [
    ['audit verify', "the locker's own events"],
    ['audit verify /var/backups/locker.db', 'those of a backup'],
  ],
  'audit compartments': [
    ['audit compartments', 'those that nobody is sure of'],
    ['audit compartments --all', 'all of them'],
  ],
  selftest: [
    ['selftest', 'every device: what was found, and what to check'],
    ['selftest --open-doors', 'and every empty compartment, one after the other'],
  ],
  'outputs-off': [['outputs-off --config /etc/lockerd/site.yaml', 'without the daemon']],
  'config check': [
    ['config check site.yaml', 'before a locker is started on it'],
    ['config check site.yaml --live 60', 'with the odds for 60 live PINs'],
  ],
  'config schema': [['config schema > site.schema.json', 'for an editor']],
  'credentials new': [['credentials new --pin-length 8 --key site.key', 'a PIN, a QR text, and their verifiers']],
  'credentials new-key': [['credentials new-key > site.key', 'after umask 077']],
  'credentials new-signing-key': [['credentials new-signing-key > op.pem', 'after umask 077']],
  'credentials public-key': [['credentials public-key op.pem', 'for the site file']],
  'credentials ticket': [
    ['credentials ticket --locker SIM-0001 --signing-key op.pem --parcel p1', 'for one parcel'],
    ['credentials ticket --locker SIM-0001 --signing-key op.pem --service kim --hours 4', 'for a technician'],
  ],
  'credentials offline-pin': [
    ['credentials offline-pin --locker SIM-0001 --compartment 3 --date 2026-11-21 --parcel p1', 'one door, one day'],
  ],
  'credentials sign-command': [
    ['credentials sign-command "$(cat command.json)" --locker SIM-0001 --signing-key op.pem', 'prints it, signed'],
  ],
  sniff: [
    ['sniff /dev/ttyUSB0 --baud 19200', 'until Ctrl-C; only listens'],
    ['sniff /dev/ttyUSB0 --protocol scanner', 'is anything read? Codes stay hidden'],
  ],
  detect: [
    ['detect', 'at every USB adapter'],
    ['detect /dev/ttyUSB0 --doors > found.yaml', 'and what a shut door is reported as'],
  ],
  completion: [
    ['completion bash > /etc/bash_completion.d/lockerctl', 'for everybody'],
    ['completion zsh > ~/.zfunc/_lockerctl', 'in a folder of $fpath'],
  ],
  'sim keys': [["sim keys '123456#'", 'types at the keypad']],
  'sim scan': [['sim scan LK1-…', "a recipient's code in front of the scanner"]],
  'sim door': [['sim door A1 close', 'a hand at the door']],
  'sim fault': [
    ['sim fault door:A1 jam', 'breaks it'],
    ['sim fault door:A1 none', 'mends it'],
  ],
  'sim faults': [['sim faults', 'before one wonders']],
  'sim network': [
    ['sim network off', 'codes that are there go on working'],
    ['sim network on', 'and the operator hears of it all'],
  ],
  'sim clock': [
    ['sim clock --advance PT73H', 'three days and an hour pass'],
    ['sim clock --step=-PT1H --untrusted', 'only the wall clock jumps'],
  ],
  'sim power': [['sim power cut', 'and back']],
  'sim scenarios': [['sim scenarios', 'what there is to play']],
  'sim run': [
    ['sim run first-pickup', 'one of those that come with lockerd'],
    ['sim run ./my-story.yaml', 'your own; how to write one: docs/scenarios.md'],
  ],
  'sim record': [['sim record my-story.yaml', 'until Ctrl-C']],
  'demo announce': [
    ['demo announce ann@example.com --size M', 'prints its label'],
    ['demo announce ann@example.com --recipient ann', 'it may go in with others of hers'],
  ],
  'demo parcels': [['demo parcels', 'which label was whose']],
  'demo attempt': [['demo attempt "$label"', 'of a handover parcel']],
  'demo recall': [['demo recall "$label"', 'the courier finds it under "collect expired"']],
  'demo extend': [['demo extend "$label" --hours 48', 'two days more']],
  'demo ticket': [['demo ticket "$label" --hours 48', 'while the locker can not be reached; prints LK2-…']],
  'demo offline-pin': [['demo offline-pin "$label" --compartment 5', 'prints what to type: number, # and PIN']],
  'demo revoke': [['demo revoke ticket:00112233aabbccdd', 'by the name that demo ticket has told']],
  'demo info': [['demo info --json | jq -r .broker', 'for an MQTT client of your own']],
  'demo messages': [['demo messages --last', 'what the last recipient was sent']],
  'demo pin': [['demo pin courier', 'or service, or a recipient']],
  'demo people': [['demo people', 'badges of the staff']],
};

/** Puts its examples behind each command's help; a group shows one of each command below it. */
export function addExamples(program: Command): void {
  const own = (command: Command) => EXAMPLES[commandPath(command).slice(program.name().length + 1)];
  for (const command of everyCommand(program)) {
    if (command === program) continue;
    const examples = own(command) ?? command.commands.flatMap((below) => own(below)?.slice(0, 1) ?? []);
    if (examples.length === 0) continue;
    const width = Math.max(...examples.map(([text]) => text.length));
    const lines = examples.map(([text, why]) => `  ${program.name()} ${text.padEnd(width)}   ${why}`);
    command.addHelpText('after', `\n${['Examples:', ...lines].join('\n')}\n`);
  }
}
