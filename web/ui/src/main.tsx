import '@patternfly/react-core/dist/styles/base.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { startI18n } from './i18n';
import { resume } from './login';
import { startTheme } from './theme';
import { report } from './toasts';

startTheme();
startI18n();
resume().catch((error: unknown) => { report('lists.session', error); });
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
