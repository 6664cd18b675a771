import '@xterm/xterm/css/xterm.css';
import { Alert, Button, EmptyState, EmptyStateBody, Flex, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { machines } from '../api/calls';
import type { Machine } from '../api/types';
import { isActive } from '../machines/actions';
import { socketUrl } from './socketUrl';
import { strictDocument, withSheets } from './strictDocument';

/** How many lines the terminal keeps above what is in sight. */
const SCROLLBACK = 10_000;

export default function SerialTab({ machine, aliases }: { machine: Machine; aliases: string[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>();
  const alias = aliases.find((each) => each === chosen) ?? aliases[0];
  if (!isActive(machine) || alias === undefined) {
    return (
      <EmptyState titleText={isActive(machine) ? t('serial.none') : t('console.off')} headingLevel="h2">
        <EmptyStateBody>{isActive(machine) ? t('serial.noneHint') : t('console.offHint')}</EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <>
      {aliases.length > 1 && (
        <ToggleGroup aria-label={t('serial.line')}>
          {aliases.map((each) => <ToggleGroupItem key={each} text={each} buttonId={each} isSelected={each === alias} onChange={() => { setChosen(each); }} />)}
        </ToggleGroup>
      )}
      <Line key={alias} machine={machine} alias={alias} />
    </>
  );
}

/** One line: bytes of the guest to the terminal, keys to the guest. */
function Line({ machine, alias }: { machine: Machine; alias: string }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState(true);
  const path = machines.serialPath(machine, alias);
  useEffect(() => {
    if (!box.current) return undefined;
    setOpen(true);
    return attach(box.current, socketUrl(path), () => { setOpen(false); });
  }, [path, round]);
  return (
    <div className="jv-serial">
      {!open && <Alert isInline variant="warning" title={t('console.closed')} />}
      <div ref={box} className="jv-terminal" data-testid="terminal" role="group" aria-label={t('serial.of', { name: machine.name, alias })} />
      <Flex><Button variant="secondary" onClick={() => { setRound(round + 1); }}>{t('console.reconnect')}</Button></Flex>
    </div>
  );
}

function attach(box: HTMLElement, url: string, onClose: () => void): () => void {
  const terminal = new Terminal({ scrollback: SCROLLBACK, fontFamily: 'RedHatMonoVF, monospace', cursorBlink: true, screenReaderMode: true, documentOverride: strictDocument(document) });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  withSheets(document, () => { terminal.open(box); });
  fit.fit();
  const watch = new ResizeObserver(() => { fit.fit(); });
  watch.observe(box);
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => { terminal.write(typeof data === 'string' ? data : new Uint8Array(data)); };
  socket.onclose = onClose;
  const encoder = new TextEncoder();
  const send = (bytes: Uint8Array<ArrayBuffer>) => { if (socket.readyState === WebSocket.OPEN) socket.send(bytes); };
  terminal.onData((text) => { send(encoder.encode(text)); });
  terminal.onBinary((text) => { send(Uint8Array.from(text, (each) => each.charCodeAt(0))); });
  terminal.focus();
  return () => {
    watch.disconnect();
    socket.onclose = null;
    socket.close();
    terminal.dispose();
  };
}
