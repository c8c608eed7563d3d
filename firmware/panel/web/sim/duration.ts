import { DURATION } from '../../../../config/scenario/duration';

const EITHER_WAY = new RegExp(`^[-+]?${DURATION}`, 'i');

/** Is it a duration as the simulated clock takes it? */
export const isDuration = (text: string): boolean => EITHER_WAY.test(text);
