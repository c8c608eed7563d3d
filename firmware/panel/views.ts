export type * from '../core/views';
