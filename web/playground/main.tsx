import { createRoot } from 'react-dom/client';
import '@graphiql/react/style.css';
import 'graphiql/graphiql.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import '../picture/picture.css';
import './page.css';
import './panels/network.css';
import { nonceStyles } from './nonce.ts';
import { Page } from './page.tsx';
import { takeFragment } from './share.ts';
import { provideWorkers } from './workers.ts';

nonceStyles();
provideWorkers();
createRoot(document.getElementById('playground')!).render(<Page shared={takeFragment()} />);
