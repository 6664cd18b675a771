import { Button, ExpandableSection, Flex, Stack, StackItem, Title } from '@patternfly/react-core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Details, Machine } from '../api/types';
import { useMay } from '../login';
import { Menu } from '../parts/Menu';
import { Table } from '../parts/Table';
import { AddDiskDialog, AddNicDialog } from './AddDevice';
import { EditNicDialog, MediumDialog, RemoveDeviceDialog } from './ChangeDevice';
import { rows, summary, type DeviceRow, type Kind, type Place } from './devices';
import { leaves, text } from './json';

type Open = { kind: 'addDisk' } | { kind: 'addNic' } | { kind: 'nic' | 'medium' | 'remove'; row: DeviceRow };

/** Each device as it is now beside as it will be. */
export function DevicesTab({ machine, details, again }: { machine: Machine; details: Details; again: () => void }) {
  const { t } = useTranslation();
  const operator = useMay('operator');
  const [open, setOpen] = useState<Open>();
  const all = rows(details.live, details.next);
  const entries = (row: DeviceRow) => [
    ...(row.kind === 'interfaces' ? [{ label: t('devices.changeNic'), run: () => { setOpen({ kind: 'nic', row }); } }] : []),
    ...(isDrive(row) ? [{ label: t('devices.changeMedium'), run: () => { setOpen({ kind: 'medium', row }); } }] : []),
    { label: t('devices.remove'), danger: true, run: () => { setOpen({ kind: 'remove', row }); } },
  ];
  return (
    <Stack hasGutter>
      {operator && (
        <StackItem>
          <Flex>
            <Button variant="secondary" onClick={() => { setOpen({ kind: 'addDisk' }); }}>{t('devices.addDisk')}</Button>
            <Button variant="secondary" onClick={() => { setOpen({ kind: 'addNic' }); }}>{t('devices.addNic')}</Button>
          </Flex>
        </StackItem>
      )}
      {groups(all).map(([kind, members]) => (
        <StackItem key={kind}>
          <Title headingLevel="h2" size="md">{t(`devices.kinds.${kind}`)}</Title>
          <Table label={t(`devices.kinds.${kind}`)} items={members} keyOf={(row) => row.key} nothing="" even columns={[
            { label: t('devices.live'), cell: (row) => <Side kind={row.kind} place={row.live} /> },
            { label: t('devices.next'), cell: (row) => <Side kind={row.kind} place={row.next} same={isSame(row)} /> },
            ...(operator ? [{ label: t('common.actions'), actions: true, cell: (row: DeviceRow) => <Menu name={t('common.actionsOf', { name: row.key })} entries={entries(row)} /> }] : []),
          ]} />
        </StackItem>
      ))}
      {open && <OpenDialog open={open} machine={machine} all={all} onClose={() => { setOpen(undefined); }} onDone={again} />}
    </Stack>
  );
}

function OpenDialog({ open, ...rest }: { open: Open; machine: Machine; all: DeviceRow[]; onClose: () => void; onDone: () => void }) {
  switch (open.kind) {
    case 'addDisk':
      return <AddDiskDialog {...rest} />;
    case 'addNic':
      return <AddNicDialog {...rest} />;
    case 'nic':
      return <EditNicDialog row={open.row} {...rest} />;
    case 'medium':
      return <MediumDialog row={open.row} {...rest} />;
    case 'remove':
      return <RemoveDeviceDialog row={open.row} {...rest} />;
  }
}

function Side({ kind, place, same = false }: { kind: Kind; place: Place | undefined; same?: boolean }) {
  const { t } = useTranslation();
  if (!place) return <span className="jv-muted">{t('devices.absent')}</span>;
  if (same) return <span className="jv-muted">{t('devices.same')}</span>;
  return (
    <ExpandableSection toggleText={summary(kind, place.device) || t('devices.details')} className="jv-device">
      <dl className="jv-leaves">
        {leaves(place.device).map(({ path, value }) => <div key={path}><dt>{path}</dt><dd className="jv-wrap">{value}</dd></div>)}
      </dl>
    </ExpandableSection>
  );
}

const isDrive = ({ live, next }: DeviceRow) => ['cdrom', 'floppy'].includes(text((live ?? next)?.device['device'])?.toLowerCase() ?? '');

/** Whether both views say the same in short; the long form differs by what the host adds. */
function isSame({ kind, live, next }: DeviceRow): boolean {
  return live !== undefined && next !== undefined && kind !== 'interfaces' && summary(kind, live.device) === summary(kind, next.device);
}

function groups(all: readonly DeviceRow[]): [Kind, DeviceRow[]][] {
  const found = new Map<Kind, DeviceRow[]>();
  for (const row of all) found.set(row.kind, [...(found.get(row.kind) ?? []), row]);
  return [...found];
}
