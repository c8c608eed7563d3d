import { weekOf } from '../helpers/board-week';

weekOf('kerong-cu', 13);
