import { render } from 'preact';
import { App } from './app';
import { follow } from './live';
import { keepSession } from './session';
import './main.css';

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no #page');
render(<App />, root);
follow();
keepSession();
