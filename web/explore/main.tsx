import { render } from 'preact';
import './styles/base.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/rows.css';
import './styles/pictures.css';
import './styles/narrow.css';
import { App } from './app.tsx';

render(<App />, document.getElementById('explore')!);
