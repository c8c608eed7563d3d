import { workerData } from 'node:worker_threads';
import { copyPaced, type CopyRequest } from './copies';

/** The thread that copies the database. What it throws is its `error` event. */
void copyPaced(workerData as CopyRequest);
