import { halContract } from '../../contract/hal-contract';
import { closeBench, LINUX_DEVICES, linuxRig } from '../rig/contract-rig';

halContract('linux, lines by sysfs', LINUX_DEVICES, () => linuxRig('sysfs'), closeBench);
