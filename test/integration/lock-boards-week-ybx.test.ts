import { weekOf } from '../helpers/board-week';

weekOf('ybx', 12);
