import { halContract } from '../../contract/hal-contract';
import { closeBench, linuxRig, ON_LINES } from '../rig/contract-rig';

/** Only what sits on lines: the other devices don't know which back end there is. */
halContract('linux, lines by the character device', ON_LINES, () => linuxRig('chardev'), closeBench);
