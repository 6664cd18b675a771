import { FormGroup } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Machine } from '../api/types';
import { isActive } from '../machines/actions';
import { YesNoField } from '../parts/Fields';

/** Whether a change is for the guest that runs, for its next boot, or for both. */
export interface Scope {
  live: boolean;
  next: boolean;
}

export function useScope(machine: Machine) {
  return useState<Scope>({ live: isActive(machine), next: machine.persistent });
}

export function WhenFields({ active, persistent, scope, onChange }: { active: boolean; persistent: boolean; scope: Scope; onChange: (scope: Scope) => void }) {
  const { t } = useTranslation();
  if (!active || !persistent) return null;
  return (
    <FormGroup role="group" label={t('devices.when')}>
      <YesNoField label={t('devices.whenLive')} value={scope.live} onChange={(live) => { onChange({ ...scope, live }); }} />
      <YesNoField label={t('devices.whenNext')} value={scope.next} onChange={(next) => { onChange({ ...scope, next }); }} />
    </FormGroup>
  );
}
