export { latestWins } from '../latest';
