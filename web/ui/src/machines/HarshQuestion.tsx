import { List, ListItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import type { Machine, MachineAction } from '../api/types';
import { Dialog } from '../parts/Dialog';
import { act } from './actions';

/** So many names are spelled out before the rest is counted. */
const NAMED = 8;

/** Asks before what the guest cannot take back. */
export function HarshQuestion({ action, machines, onClose }: { action: MachineAction; machines: readonly Machine[]; onClose: () => void }) {
  const { t } = useTranslation();
  const rest = machines.length - NAMED;
  return (
    <Dialog danger title={t('actions.sure', { action: t(`actions.${action}`) })} does={t(`actions.${action}`)} onClose={onClose}
      onDo={async () => { await act(action, machines); return true; }}>
      <p>{t('actions.harsh')}</p>
      <List>
        {machines.slice(0, NAMED).map((machine) => <ListItem key={machine.uuid} className="jv-wrap">{machine.name}</ListItem>)}
        {rest > 0 && <ListItem>{t('actions.more', { count: rest })}</ListItem>}
      </List>
    </Dialog>
  );
}
