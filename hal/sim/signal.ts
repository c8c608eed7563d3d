export { Signal } from '../signal';
