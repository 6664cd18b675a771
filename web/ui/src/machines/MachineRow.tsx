import { Checkbox } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Machine, MachineAction } from '../api/types';
import { kib, percent } from '../format';
import { useMay } from '../login';
import { Menu } from '../parts/Menu';
import { Sparkline } from '../parts/Sparkline';
import { keyOf } from '../state';
import { useStore } from '../store';
import { isHarsh, possible } from './actions';
import { StateLabel } from './StateLabel';

interface Props {
  machine: Machine;
  selected: boolean;
  focused: boolean;
  withHost: boolean;
  onToggle: () => void;
  onAct: (action: MachineAction) => void;
}

export const pageOf = (ref: { host: string; uuid: string }) => `/machines/${encodeURIComponent(ref.host)}/${ref.uuid}`;

/** The cells of one machine. */
export function MachineRow({ machine, selected, focused, withHost, onToggle, onAct }: Props) {
  const { t } = useTranslation();
  const tabIndex = focused ? 0 : -1;
  const operator = useMay('operator');
  return (
    <>
      <div role="gridcell">
        <Checkbox id={`select-${machine.host}-${machine.uuid}`} aria-label={t('machines.select', { name: machine.name })} isChecked={selected} tabIndex={tabIndex} onChange={onToggle} />
      </div>
      <div role="gridcell" className="jv-cell-name">
        <Link to={pageOf(machine)} tabIndex={tabIndex}>{machine.name}</Link>
        {machine.title && <span className="jv-muted"> {machine.title}</span>}
      </div>
      <div role="gridcell"><StateLabel state={machine.state} /></div>
      <div role="gridcell" className="jv-num jv-wide-only">{machine.vcpus}</div>
      <div role="gridcell" className="jv-num jv-wide-only">{kib(machine.memoryKib)}</div>
      <div role="gridcell" className="jv-wide-only"><Load machine={machine} /></div>
      {withHost && <div role="gridcell" className="jv-wide-only">{machine.host}</div>}
      <div role="gridcell">
        {operator && (
          <Menu name={t('common.actionsOf', { name: machine.name })} tabIndex={tabIndex}
            entries={possible(machine).map((action) => ({ label: t(`actions.${action}`), danger: isHarsh(action), run: () => { onAct(action); } }))} />
        )}
      </div>
    </>
  );
}

function Load({ machine }: { machine: Machine }) {
  const samples = useStore((state) => state.stats.get(keyOf(machine)));
  const last = samples?.at(-1);
  if (!samples || !last || machine.state !== 'running') return <span className="jv-muted">–</span>;
  return (
    <span className="jv-load">
      <Sparkline values={samples.map((each) => each.cpu)} max={100 * machine.vcpus} />
      <span className="jv-num">{percent(last.cpu)}</span>
    </span>
  );
}
