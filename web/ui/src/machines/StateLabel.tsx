import { Label } from '@patternfly/react-core';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/play-icon';
import ErrorIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import OffIcon from '@patternfly/react-icons/dist/esm/icons/power-off-icon';
import PauseIcon from '@patternfly/react-icons/dist/esm/icons/pause-icon';
import SleepIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import { useTranslation } from 'react-i18next';
import type { MachineState } from '../api/types';

const LOOKS: Record<MachineState, { color: 'green' | 'blue' | 'grey' | 'red' | 'orange' | 'purple'; icon: React.ReactNode }> = {
  running: { color: 'green', icon: <CheckIcon /> },
  blocked: { color: 'green', icon: <CheckIcon /> },
  paused: { color: 'orange', icon: <PauseIcon /> },
  shutdown: { color: 'blue', icon: <OffIcon /> },
  shutoff: { color: 'grey', icon: <OffIcon /> },
  crashed: { color: 'red', icon: <ErrorIcon /> },
  pmsuspended: { color: 'purple', icon: <SleepIcon /> },
  nostate: { color: 'grey', icon: <ErrorIcon /> },
};

export function StateLabel({ state }: { state: MachineState }) {
  const { t } = useTranslation();
  const { color, icon } = LOOKS[state];
  return <Label color={color} icon={icon} isCompact>{t(`states.${state}`)}</Label>;
}
