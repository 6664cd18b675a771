import { Alert, Button, EmptyState, EmptyStateBody, Flex, Label } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Machine } from '../api/types';
import { useMay } from '../login';
import { isActive } from '../machines/actions';
import { Dialog } from '../parts/Dialog';
import { LongTextField, YesNoField } from '../parts/Fields';
import { Menu } from '../parts/Menu';
import { report } from '../toasts';
import { download } from '../parts/download';
import { CHORDS } from './keys';
import { useScreen, type Screen } from './useScreen';

/** The machine's screen; a component of its own chunk, since noVNC is large. */
export default function ConsoleTab({ machine, available }: { machine: Machine; available: boolean }) {
  const { t } = useTranslation();
  if (!isActive(machine)) return <Nothing title={t('console.off')} hint={t('console.offHint')} />;
  if (!available) return <Nothing title={t('console.noVnc')} hint={t('console.noVncHint')} />;
  return <ScreenView machine={machine} />;
}

function Nothing({ title, hint }: { title: string; hint: string }) {
  return <EmptyState titleText={title} headingLevel="h2"><EmptyStateBody>{hint}</EmptyStateBody></EmptyState>;
}

function ScreenView({ machine }: { machine: Machine }) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [scaled, setScaled] = useState(true);
  const screen = useScreen(box, machines.vncPath(machine), scaled);
  return (
    <div ref={frame} className="jv-screen">
      <Controls machine={machine} screen={screen} scaled={scaled} onScaled={setScaled}
        onFull={() => { frame.current?.requestFullscreen().then(screen.focus, (error: unknown) => { report('console.fullscreening', error); }); }} />
      {screen.link === 'closed' && <Alert isInline variant="warning" title={t('console.closed')} actionLinks={<Button variant="link" isInline onClick={screen.connect}>{t('console.reconnect')}</Button>} />}
      <div ref={box} className="jv-screen-box" role="application" aria-label={t('console.screenOf', { name: machine.name })} data-testid="screen" />
    </div>
  );
}

interface ControlsProps {
  machine: Machine;
  screen: Screen;
  scaled: boolean;
  onScaled: (scaled: boolean) => void;
  onFull: () => void;
}

function Controls({ machine, screen, scaled, onScaled, onFull }: ControlsProps) {
  const { t } = useTranslation();
  const operator = useMay('operator');
  const [typing, setTyping] = useState(false);
  const keep = async () => {
    const blob = await screen.picture();
    if (blob) download(blob, `${machine.name}.png`);
  };
  const chords = CHORDS.map(({ label, keys }) => ({ label, run: () => { screen.press(keys); screen.focus(); } }));
  return (
    <Flex className="jv-screen-controls" alignItems={{ default: 'alignItemsCenter' }}>
      <Label isCompact color={screen.link === 'connected' ? 'green' : 'grey'}>{t(`console.link.${screen.link}`)}</Label>
      {operator && <Menu name={t('console.keys')} text={t('console.keys')} entries={chords} />}
      {operator && <Button variant="secondary" onClick={() => { setTyping(true); }}>{t('console.type')}</Button>}
      <Button variant="secondary" onClick={() => { void keep(); }}>{t('console.picture')}</Button>
      <Button variant="secondary" onClick={onFull}>{t('console.fullscreen')}</Button>
      <Button variant="secondary" onClick={screen.connect}>{t('console.reconnect')}</Button>
      <YesNoField label={t('console.scale')} value={scaled} onChange={onScaled} />
      {typing && <TypeDialog screen={screen} onClose={() => { setTyping(false); }} />}
    </Flex>
  );
}

function TypeDialog({ screen, onClose }: { screen: Screen; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Dialog title={t('console.type')} does={t('console.typeIt')} ready={text !== ''} onClose={onClose} onDo={async () => { await screen.type(text); return true; }}>
      <LongTextField label={t('console.text')} help={t('console.textHelp')} value={text} onChange={setText} rows={6} />
    </Dialog>
  );
}
