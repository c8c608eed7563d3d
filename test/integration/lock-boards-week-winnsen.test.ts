import { weekOf } from '../helpers/board-week';

weekOf('winnsen', 16);
