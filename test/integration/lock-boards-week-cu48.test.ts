import { weekOf } from '../helpers/board-week';

weekOf('cu48', 13);
